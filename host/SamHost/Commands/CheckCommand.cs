using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SamHost.Configuration;
using SamHost.Display;
using SamHost.Plugins.Calls;
using SamHost.Runs.Results;
using SamHost.Studies;
using SamHost.Training;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost check</c>: everything short of training.</summary>
public sealed class CheckCommand(IHost host, IAnsiConsole console)
{
    private readonly SettingsOptions _settings = new();

    public Command Create()
    {
        var command = new Command("check", "Checks configuration, plugins, data and model without training.");
        _settings.AddWithStudyTo(command);
        command.SetAction(arguments => (int)Check(arguments));
        return command;
    }

    private ExitCode Check(ParseResult arguments)
    {
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger<CheckCommand>();
        var workspace = Workspace.Open(arguments, _settings, [], logger);
        var (runs, device) = workspace.OpenRuns();
        var plan = runs.Plan;
        console.WriteLine(StudyText.Describe(runs, device));

        using var watch = CallWatch.Start(plan.Settings.Plugins.CallLimit, console.WriteLine);
        var scenes = Scenes(plan);
        var seeds = new SeedSequence(plan.Study.Seeds[0]);
        using var data = scenes.LoadData(seeds);
        var parameterCount = scenes.Rehearse(data, seeds);

        console.WriteLine($"Data: {data.TrainingIndices.shape[0]} training, {data.ValidationIndices.shape[0]} validation and {data.TestLabels.shape[0]} test examples "
            + $"[{string.Join(", ", data.Shape.InputShape)}], {data.Shape.ClassCount} classes; {data.Labels.FlippedCount} mislabelled ({Percent.Of(data.Labels.NoiseRate)}) with seed {seeds.Root}.");
        console.WriteLine($"Model: {parameterCount} trainable parameters.");
        foreach (var line in TelemetryText.Describe(workspace.Telemetry)) console.WriteLine(line);
        if (workspace.Telemetry.Traces is not null) console.WriteLine(TelemetryText.Forecast(StudyForecast.Of(runs, Scenes, data), plan.Settings.Telemetry.Level));
        console.WriteLine("Nothing is wrong.");
        return ExitCode.Success;

        SceneBuilder Scenes(StudyPlan point) => new(point, device, Environment.CurrentDirectory, host.Services);
    }
}
