using System.Diagnostics;
using SamHost.Configuration;
using SamHost.Studies.Plans;
using SamHost.Studies.Processes;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary>
/// The live page of a study in progress, as samhost itself in another process (<see cref="PageCommand"/>) that reads the folders of the
/// runs. Within this process it would have its share of the garbage, which is collected between training steps alone
/// (<c>CollectionPoint</c>), and loading pictures would draw from the generator that training draws from.
/// </summary>
internal sealed class LivePage : IDisposable
{
    /// <summary>The verb.</summary>
    public const string Verb = "page";

    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(3);

    private readonly Process _process;
    private readonly IAnsiConsole _console;
    private readonly Task<string?> _link;
    private readonly Task<string> _errors;

    private LivePage(Process process, IAnsiConsole console)
    {
        (_process, _console) = (process, console);
        _link = process.StandardOutput.ReadLineAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The link, once it is shown.</summary>
    public string Link { get; private set; } = "";

    /// <summary>Starts it.</summary>
    /// <param name="settings">The settings of the study.</param>
    /// <param name="port">The page's port; 0 for any that is free.</param>
    /// <param name="workingDirectory">Where relative paths of the settings start.</param>
    /// <param name="console">Where the link goes.</param>
    public static LivePage Start(Settings settings, int port, string workingDirectory, IAnsiConsole console)
    {
        var page = new LivePage(ChildProcess.StartProgram(workingDirectory, Verb), console);
        page.Tell(PageRequest.Start(settings, port));
        return page;
    }

    /// <summary>Shows the runs that are planned, and prints the link.</summary>
    /// <exception cref="UserErrorException">There is no page: its port is taken, say.</exception>
    public void Show(StudyRuns runs, string outputDirectory)
    {
        Tell(PageRequest.Planned(runs, outputDirectory));
        Link = _link.GetAwaiter().GetResult() ?? throw new UserErrorException(
            _errors.GetAwaiter().GetResult() is { Length: > 0 } errors ? errors.TrimEnd() : "The process of the live page has ended.");
        _console.WriteLine($"The live page is {Link}");
    }

    /// <summary>Ends it: it tells open pages what the study has left, and that nothing follows.</summary>
    public void Dispose()
    {
        // Not the writer: it would try once more to send what a process that is gone did not read.
        _process.StandardInput.BaseStream.Close();
        if (!_process.WaitForExit(GracePeriod)) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void Tell(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended; why it did, it has said.
            return;
        }
    }
}
