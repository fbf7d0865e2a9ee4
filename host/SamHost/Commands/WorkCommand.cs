using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Contracts.Plugins;
using SamHost.Plugins;
using SamHost.Plugins.Calls;
using SamHost.Studies.Execution;
using SamHost.Studies.Plans;
using SamHost.Studies.Processes;
using SamHost.Studies.Progress;
using SamHost.Studies.Scenes;
using SamHost.Telemetry;
using SamHost.Torch;

namespace SamHost.Commands;

/// <summary>
/// <c>samhost work</c>: a worker, the other end of <see cref="ChildProcess"/>, which makes run after run as it is told. Not for people, and
/// not in the help.
/// </summary>
internal sealed class WorkCommand(
    InstalledPlugins installed,
    RequestedRuns requested,
    TorchRuntime torch,
    StudyRehearsal rehearsal,
    IRunExecutor executor,
    IOptions<PluginsOptions> plugins,
    MessageProgress display,
    IHostApplicationLifetime lifetime,
    ILogger<WorkCommand> logger) : IVerb
{
    public static Command Define() => new(ChildProcess.Verb, "Makes runs of a study, for 'samhost run --parallel'.") { Hidden = true };

    public static void Configure(IHostApplicationBuilder builder, ParseResult arguments)
    {
        var setup = WorkerSetup.Parse(Console.In.ReadLine());
        var display = new MessageProgress(Console.Out);
        builder.Services
            .AddSamHostSettings(setup.Settings, new SettingsProblems())
            .AddStudyExecution(setup.Options)
            .AddSingleton<RequestedRuns>()
            .AddSingleton(display)
            .AddSingleton<IProgressDisplay>(display);
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        var requests = RequestQueue.Start(lifetime);
        // Before the first request, while other workers rehearse.
        using (torch.BeginLoading()) installed.Load().LogTo(logger);
        torch.Open();
        try
        {
            foreach (var line in requests.Until(cancellation)) Answer(RunRequest.Parse(line), cancellation);
        }
        finally
        {
            using (CallWatch.Start(plugins.Value.CallLimit, display.Note)) (executor as IDisposable)?.Dispose();
            // Without a report, the parent takes this process for one that crashed.
            display.Report(executor.CloseTelemetry() ?? TelemetryCounts.None);
        }

        return ExitCode.Success;
    }

    private void Answer(RunRequest request, CancellationToken cancellation)
    {
        display.Begin(request.Id);
        RunEnd end;
        try
        {
            var run = requested.Plan(request);
            end = request.IsRehearsal ? Rehearse(run) : Make(run, cancellation);
        }
        catch (Exception e) when (e is UserErrorException or ComponentException)
        {
            var code = e is UserErrorException { ExitCode: ExitCode.OwnedElsewhere } ? ExitCode.OwnedElsewhere : ExitCode.Configuration;
            if (code == ExitCode.OwnedElsewhere) display.Note(e.Message);
            end = new RunEnd(code, e.Message);
        }

        display.End(end);
    }

    private RunEnd Rehearse(PlannedRun run)
    {
        using var calls = CallWatch.Start(plugins.Value.CallLimit, display.Note);
        return new RunEnd(ExitCode.Success, MayHaveHarmed: !rehearsal.Rehearse(run, display.Note));
    }

    private RunEnd Make(PlannedRun run, CancellationToken cancellation)
    {
        RunOutcome? outcome = null;
        executor.Execute([run], (_, ended) => outcome = ended, cancellation);
        return outcome switch
        {
            null => new RunEnd(ExitCode.Cancelled),
            { IsOwnedElsewhere: true } => new RunEnd(ExitCode.OwnedElsewhere, outcome.Error),
            { Error: { } error } => new RunEnd(ExitCode.RunFailed, error, outcome.MayHaveHarmedProcess),
            _ => new RunEnd(ExitCode.Success),
        };
    }
}
