using SamHost.Studies.Progress;
using Spectre.Console;

namespace SamHost.Display;

/// <summary>Progress as lines, about ten a run, for a file or another program.</summary>
internal sealed class PlainProgress(IAnsiConsole console) : IProgressDisplay
{
    private const int LinesPerRun = 10;

    public T During<T>(Func<T> work) => work();

    public IRunDisplay Open(string label, long seed) => new Lines(console, $"{label}, seed {seed}");

    public void Note(string text) => console.WriteLine(text);

    public void Abandon(string text) => console.Abandon(text);

    private sealed class Lines(IAnsiConsole console, string name) : IRunDisplay
    {
        private int _lines;

        public void Show(double fraction, bool epochEnded, Func<string> numbers)
        {
            var line = (int)(fraction * LinesPerRun);
            if (!epochEnded || line == _lines) return;
            _lines = line;
            console.WriteLine($"{name}: {numbers()}");
        }
    }
}
