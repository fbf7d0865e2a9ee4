using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
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

/// <summary><c>samhost run-one</c>: the other end of <see cref="ChildProcess"/>. Not for people, and not in the help.</summary>
internal sealed class RunOneCommand(
    RunRequest request,
    StudyPlanning planning,
    TorchRuntime torch,
    StudyRehearsal rehearsal,
    IRunExecutor executor,
    IOptions<PluginsOptions> plugins,
    MessageProgress display,
    IHostApplicationLifetime lifetime) : IVerb
{
    public static Command Define() => new(ChildProcess.Verb, "Makes one run of a study, for 'samhost run --parallel'.") { Hidden = true };

    public static void Configure(IHostApplicationBuilder builder, ParseResult arguments)
    {
        var request = RunRequest.Parse(Console.In.ReadLine());
        var display = new MessageProgress(Console.Out);
        builder.Services
            .AddSamHostSettings(request.Settings, new SettingsProblems())
            .AddStudyExecution(request.Options)
            .AddSingleton(request)
            .AddSingleton(display)
            .AddSingleton<IProgressDisplay>(display);
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        ParentWatch.Start(lifetime);
        var points = planning.Plan().Select(AtTheRequestedPoint);
        torch.Open();
        var runs = new StudyRuns([.. points]);
        var run = runs.All.FirstOrDefault(run => run.Id == request.Id)
            ?? throw new UserErrorException(
                $"The settings lead to {runs.All[0].Id} here: a plugin has changed since the study began; start it again.");
        return request.IsRehearsal ? Rehearse(run) : Execute(run, cancellation);
    }

    private StudyPlan AtTheRequestedPoint(StudyPlan plan) =>
        request.IsRehearsal
            ? plan
            : plan with { Optimizers = [.. plan.Optimizers.Select(optimizer => optimizer with { Point = request.Point })] };

    private ExitCode Rehearse(PlannedRun run)
    {
        using var calls = CallWatch.Start(plugins.Value.CallLimit, display.Note);
        rehearsal.Rehearse(run);
        return ExitCode.Success;
    }

    private ExitCode Execute(PlannedRun run, CancellationToken cancellation)
    {
        RunOutcome? outcome = null;
        try
        {
            executor.Execute([run], (_, ended) => outcome = ended, cancellation);
        }
        finally
        {
            // Without a report, the process that started this one takes it for one that crashed.
            display.Report(executor.CloseTelemetry() ?? TelemetryCounts.None);
        }

        return outcome switch
        {
            null => ExitCode.Cancelled,
            { Error: not null } => ExitCode.RunFailed,
            _ => ExitCode.Success,
        };
    }
}
