using SamHost.Studies.Progress;
using Spectre.Console;

namespace SamHost.Display;

/// <summary>No progress, only what went wrong (<c>--quiet</c>).</summary>
internal sealed class QuietProgress(IAnsiConsole console) : IProgressDisplay
{
    public T During<T>(Func<T> work) => work();

    public IRunDisplay Open(string label, long seed) => new Silent();

    public void Note(string text) => console.WriteLine(text);

    public void Abandon(string text) => console.Abandon(text);

    private sealed class Silent : IRunDisplay;
}
