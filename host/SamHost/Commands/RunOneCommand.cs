using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SamHost.Configuration;
using SamHost.Native;
using SamHost.PluginCalls;
using SamHost.Reporting;
using SamHost.Runs;
using SamHost.Studies;
using SamHost.Studies.Processes;
using SamHost.Telemetry;

namespace SamHost.Commands;

/// <summary><c>samhost run-one</c>: the other end of <see cref="RunProcess"/>. Not for people, and not in the help.</summary>
public sealed class RunOneCommand(IHost host)
{
    public Command Create()
    {
        var command = new Command(RunProcess.Verb, "Makes one run of a study, for 'samhost run --parallel'.") { Hidden = true };
        command.SetAction(_ => (int)Run());
        return command;
    }

    private ExitCode Run()
    {
        var request = RunRequest.Parse(Console.In.ReadLine());
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var cancellation = lifetime.ApplicationStopping;
        // The end of the input is the end of whoever started this, or their wish.
        var watch = new Thread(() =>
        {
            while (Console.In.Read() >= 0) continue;
            lifetime.StopApplication();
        }) { IsBackground = true };
        watch.Start();

        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger<RunOneCommand>();
        var workspace = new Workspace(request.Settings, new SettingsProblems(), logger);
        var plan = workspace.Plan()[0];
        plan = plan with { Optimizers = [.. plan.Optimizers.Select(optimizer => optimizer with { Point = request.Point })] };
        var device = TorchDevice.Open(plan.Settings.Torch);
        var runs = new StudyRuns([plan]);
        if (runs.All[0].Id != request.Id)
            throw new UserErrorException($"The settings lead to {runs.All[0].Id} here: a plugin has changed since the study began; start it again.");

        var here = Environment.CurrentDirectory;
        var display = new MessageProgress(Console.Out);
        using var telemetry = TelemetryPipeline.Start(workspace.Telemetry, runs.All.Count, host.Services.GetRequiredService<ILoggerFactory>());
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
}
