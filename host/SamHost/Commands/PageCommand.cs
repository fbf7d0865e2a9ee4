using System.CommandLine;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;
using SamHost.Live.Following;
using SamHost.Live.Serving;
using SamHost.Runs.Results;

namespace SamHost.Commands;

/// <summary>
/// <c>samhost page</c>: the other end of <see cref="LivePage"/>. It serves until its standard input ends. Not for people, and not in the
/// help.
/// </summary>
internal sealed class PageCommand(PageCommand.Port port, IRecordedData recordedData) : IVerb
{
    // Assigned once the study is planned.
    private volatile IReadOnlyList<ShownRun> _planned = [];

    public static Command Define() => new(LivePage.Verb, "Shows a study in progress, for 'samhost run --live'.") { Hidden = true };

    public static void Configure(IHostApplicationBuilder builder, ParseResult arguments)
    {
        // Training goes first.
        using (var process = Process.GetCurrentProcess()) process.PriorityClass = ProcessPriorityClass.BelowNormal;
        var (settings, port) = PageRequest.ParseStart(Console.In.ReadLine());
        builder.Services.AddSamHostSettings(settings, new SettingsProblems()).AddSingleton(new Port(port));
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        var server = LiveServer.StartAsync(new ShownRuns(() => _planned), recordedData, port.Number).GetAwaiter().GetResult();
        Console.Out.WriteLine(server.Link);
        Console.Out.Flush();
        while (Console.In.ReadLine() is { } line) _planned = PageRequest.ParsePlanned(line);
        server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return ExitCode.Success;
    }

    /// <summary>The port that it was told.</summary>
    internal sealed record Port(int Number);
}
