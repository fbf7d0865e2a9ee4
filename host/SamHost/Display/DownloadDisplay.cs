using System.Globalization;
using Spectre.Console;

namespace SamHost.Display;

/// <summary>The progress of downloads: a bar a file on a terminal, else a line each tenth.</summary>
/// <param name="console">Where it is shown.</param>
/// <param name="plain">Whether the output goes to a file or a program.</param>
internal sealed class DownloadDisplay(IAnsiConsole console, bool plain)
{
    private ProgressContext? _context;

    /// <summary>Shows progress while something runs.</summary>
    public T During<T>(Func<T> work) => plain ? work() : console.Progress()
        .Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, new DownloadedColumn(),
            new TransferSpeedColumn(), new RemainingTimeColumn())
        .Start(context =>
        {
            _context = context;
            return work();
        });

    /// <summary>Shows a file's progress; the result is called with the number of bytes received.</summary>
    public Action<long> Open(string file, long length)
    {
        if (_context?.AddTask(Markup.Escape(file), maxValue: length) is { } bar) return there => bar.Value = there;
        var tenths = 0L;
        return there =>
        {
            var now = there * 10 / length;
            if (now <= tenths) return;
            tenths = now;
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}: {there:#,0} of {length:#,0} bytes"));
        };
    }
}
