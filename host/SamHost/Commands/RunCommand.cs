using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SamHost.Configuration;
using SamHost.Native;
using SamHost.Reporting;
using SamHost.Runs;
using SamHost.Studies;
using SamHost.Telemetry;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost run</c>, the default verb.</summary>
public sealed class RunCommand(IHost host, IAnsiConsole console)
{
    private readonly SettingsOptions _settings = new();
    private readonly Option<string?> _out = new("--out") { Description = "The folder for results; the setting Output:Directory.", HelpName = "DIR" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Shows no progress, only the table." };

    /// <summary>Makes a command run a study.</summary>
    public Command Configure(Command command)
    {
        _settings.AddTo(command);
        command.Options.Add(_out);
        command.Options.Add(_quiet);
        command.SetAction(arguments => (int)Run(arguments));
        return command;
    }

    private ExitCode Run(ParseResult arguments)
    {
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger<RunCommand>();
        var workspace = Workspace.Open(arguments, _settings, Assignments(arguments), logger);
        var plan = workspace.Plan();
        var device = TorchDevice.Open(plan.Settings.Torch);

        var plain = !console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal;
        IProgressDisplay display = arguments.GetValue(_quiet) ? new QuietProgress(console) : plain ? new PlainProgress(console) : new LiveProgress(console);
        if (!arguments.GetValue(_quiet)) console.WriteLine(StudyText.Describe(plan, device));
        var here = Environment.CurrentDirectory;
        using var telemetry = TelemetryPipeline.Start(workspace.Telemetry, host.Services.GetRequiredService<ILoggerFactory>());
        var runner = new StudyRunner(plan, new SceneBuilder(plan, device, here, host.Services), device, here, display, telemetry);
        var cancellation = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var result = display.During(() => runner.Run(cancellation));

        console.WriteLine();
        console.Write(SummaryTable.Draw(plan, result.Outcomes, plain));
        console.WriteLine();
        console.WriteLine(StudyText.Conclude(plan, result));
        if (telemetry is not null) Conclude(telemetry, arguments.GetValue(_quiet));
        return result switch
        {
            { Cancelled: true } => ExitCode.Cancelled,
            { Outcomes: var outcomes } when outcomes.Any(outcome => outcome.Error is not null) => ExitCode.RunFailed,
            _ => ExitCode.Success,
        };
    }

    /// <summary>Sends what waits, and accounts for all of it.</summary>
    private void Conclude(TelemetryPipeline telemetry, bool quiet)
    {
        telemetry.Stop();
        foreach (var (folder, counts) in telemetry.Runs) RunManifest.Complete(folder, counts);
        // No loss is silent.
        if (!quiet || telemetry.Counts.AnyDropped) console.WriteLine(TelemetryText.Conclude(telemetry));
    }

    private IEnumerable<string> Assignments(ParseResult arguments) =>
        arguments.GetValue(_out) is { } directory ? [$"Output:Directory={directory}"] : [];
}
