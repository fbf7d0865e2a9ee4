using SamHost.Contracts.Training;
using Spectre.Console;

namespace SamHost.Reporting;

/// <summary>Progress as lines, about ten a run, for a file or another program.</summary>
public sealed class PlainProgress(IAnsiConsole console) : IProgressDisplay
{
    private const int LinesPerRun = 10;

    public T During<T>(Func<T> work) => work();

    public ITrainingObserver Follow(string label, long seed) => new Follower(console, $"{label}, seed {seed}");

    public void Note(string text) => console.WriteLine(text);

    public void Say(string text) => console.WriteLine(text);

    private sealed class Follower(IAnsiConsole console, string name) : ITrainingObserver
    {
        private RunProgress? _progress;
        private int _lines;

        public void RunStarting(TrainingRun run) => _progress = new RunProgress(run);

        public void EpochStarting(int epoch) => _progress!.EpochStarting();

        public void StepCompleted(StepCompleted step) => _progress!.StepCompleted(step);

        public void EpochCompleted(EpochCompleted epoch)
        {
            _progress!.EpochCompleted(epoch);
            var line = (int)(_progress.Fraction * LinesPerRun);
            if (line == _lines) return;
            _lines = line;
            console.WriteLine($"{name}: {_progress}");
        }
    }
}
