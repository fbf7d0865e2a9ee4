using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SamHost.Configuration;
using SamHost.Plugins.Calls;
using SamHost.Studies;
using SamHost.Studies.Processes;
using SamHost.Studies.Progress;
using SamHost.Telemetry;
using SamHost.Torch;

namespace SamHost.Commands;

/// <summary><c>samhost run-one</c>: the other end of <see cref="ChildProcess"/>. Not for people, and not in the help.</summary>
public sealed class RunOneCommand(IHost host)
{
    public Command Create()
    {
        var command = new Command(ChildProcess.Verb, "Makes one run of a study, for 'samhost run --parallel'.") { Hidden = true };
        command.SetAction(_ => (int)Run());
        return command;
    }

    private ExitCode Run()
    {
        var request = RunRequest.Parse(Console.In.ReadLine());
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        ParentWatch.Start(lifetime);
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger<RunOneCommand>();
        var workspace = new Workspace(request.Settings, new SettingsProblems(), logger);
        return request.IsRehearsal ? Rehearse(request, workspace) : Run(request, workspace, lifetime.ApplicationStopping);
    }

    private ExitCode Rehearse(RunRequest request, Workspace workspace)
    {
        var points = workspace.Plan();
        var device = TorchDevice.Open(points[0].Settings.Torch);
        var runs = new StudyRuns(points);
        var run = runs.All.FirstOrDefault(run => run.Id == request.Id) ?? throw Changed(runs.All[0].Id);
        var display = new MessageProgress(Console.Out);
        using var calls = CallWatch.Start(runs.Plan.Settings.Plugins.CallLimit, display.Note);
        new StudyRehearsal(runs, point => new SceneBuilder(point, device, Environment.CurrentDirectory, host.Services)).Make(run, workspace.Telemetry.Traces is not null, display.Say);
        return ExitCode.Success;
    }

    private ExitCode Run(RunRequest request, Workspace workspace, CancellationToken cancellation)
    {
        var plan = workspace.Plan()[0];
        plan = plan with { Optimizers = [.. plan.Optimizers.Select(optimizer => optimizer with { Point = request.Point })] };
        var device = TorchDevice.Open(plan.Settings.Torch);
        var runs = new StudyRuns([plan]);
        if (runs.All[0].Id != request.Id) throw Changed(runs.All[0].Id);

        var here = Environment.CurrentDirectory;
        var display = new MessageProgress(Console.Out);
        using var sending = TelemetryHost.Build(workspace.Telemetry, host.Services.GetRequiredService<ILoggerFactory>());
        var telemetry = workspace.Telemetry.IsOn ? sending.Services.GetRequiredService<TelemetryPipeline>() : null;
        var runner = new StudyRunner(runs, point => new SceneBuilder(point, device, here, host.Services), device, here, display, telemetry) { Again = true, GoesOn = request.GoesOn };
        using var calls = CallWatch.Start(plan.Settings.Plugins.CallLimit, runner.GiveUp);
        StudyResult result;
        try
        {
            result = runner.Run(cancellation);
        }
        finally
        {
            if (TelemetryAccount.Close(telemetry, display.Note, request.CollectorIsGone) is { } counts) display.Tell(counts);
        }

        return result switch
        {
            { Cancelled: true } => ExitCode.Cancelled,
            { Outcomes: var outcomes } when outcomes.Any(outcome => outcome.Error is not null) => ExitCode.RunFailed,
            _ => ExitCode.Success,
        };
    }

    private static UserErrorException Changed(string id) => new($"The settings lead to {id} here: a plugin has changed since the study began; start it again.");
}
