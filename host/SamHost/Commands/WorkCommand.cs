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
    StudyPlanning planning,
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
            var run = Plan(request);
            end = request.IsRehearsal ? Rehearse(run) : Make(run, cancellation);
        }
        catch (Exception e) when (e is UserErrorException or ComponentException)
        {
            end = new RunEnd(ExitCode.Configuration, e.Message);
        }

        display.End(end);
    }

    private PlannedRun Plan(RunRequest request)
    {
        var plan = planning.PlanOne(request.Sections);
        if (!request.IsRehearsal)
            plan = plan with { Optimizers = [.. plan.Optimizers.Select(optimizer => optimizer with { Point = request.Point })] };
        var run = new StudyRuns([plan]).All[0];
        return request.IsRehearsal || run.Id == request.Id
            ? run
            : throw new UserErrorException(
                $"The settings lead to {run.Id} here: a plugin has changed since the study began; start it again.");
    }

    private RunEnd Rehearse(PlannedRun run)
    {
        using var calls = CallWatch.Start(plugins.Value.CallLimit, display.Note);
        return new RunEnd(ExitCode.Success, MayHaveHarmed: !rehearsal.Rehearse(run));
    }

    private RunEnd Make(PlannedRun run, CancellationToken cancellation)
    {
        RunOutcome? outcome = null;
        executor.Execute([run], (_, ended) => outcome = ended, cancellation);
        return outcome switch
        {
            null => new RunEnd(ExitCode.Cancelled),
            { Error: { } error } => new RunEnd(ExitCode.RunFailed, error, outcome.MayHaveHarmedProcess),
            _ => new RunEnd(ExitCode.Success),
        };
    }
}
