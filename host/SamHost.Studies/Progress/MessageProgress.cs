using System.Diagnostics;
using SamHost.Studies.Processes;
using SamHost.Telemetry;

namespace SamHost.Studies.Progress;

/// <summary>Progress as messages, for the process that started this one.</summary>
public sealed class MessageProgress(TextWriter output) : IProgressDisplay
{
    public T During<T>(Func<T> work) => work();

    public IRunDisplay Open(string label, long seed) => new Messages(this);

    public void Note(string text) => Write(new RunMessage(null, false, text));

    public void Abandon(string text) => Note(text);

    /// <summary>Says that a run begins.</summary>
    public void Begin(string id) => Write(new RunMessage(null, false, "") { Begun = id });

    /// <summary>Says how it ended.</summary>
    public void End(RunEnd end) => Write(new RunMessage(null, false, "") { End = end });

    /// <summary>Says what became of this process's telemetry.</summary>
    public void Report(TelemetryCounts counts) => Write(new RunMessage(null, false, "") { Telemetry = counts });

    private void Write(RunMessage message)
    {
        // A component may have written to the console without an end of line.
        output.Write($"\n{message.ToLine()}\n");
        output.Flush();
    }

    private sealed class Messages(MessageProgress progress) : IRunDisplay
    {
        // As often as a person can read: steps may take a fraction of a millisecond.
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

        private long _last;

        public void Show(double fraction, bool epochEnded, Func<string> numbers)
        {
            if (_last != 0 && Stopwatch.GetElapsedTime(_last) < Pause && !(epochEnded && fraction >= 1)) return;
            _last = Stopwatch.GetTimestamp();
            progress.Write(new RunMessage(fraction, epochEnded, numbers()));
        }
    }
}
