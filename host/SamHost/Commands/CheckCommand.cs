using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Contracts.Training;
using SamHost.Display;
using SamHost.Plugins;
using SamHost.Plugins.Calls;
using SamHost.Runs.Results;
using SamHost.Studies.Plans;
using SamHost.Studies.Scenes;
using SamHost.Telemetry;
using SamHost.Torch;
using SamHost.Training;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost check</c>: everything short of training.</summary>
internal sealed class CheckCommand(
    StudyPlanning planning, TorchRuntime torch, SceneFactory factory, StudyRehearsal rehearsal, TelemetrySettings telemetry,
    IOptions<PluginsOptions> plugins, IServiceProvider services, ParseResult arguments, IAnsiConsole console) : IVerb
{
    private static readonly Option<bool> Collector =
        new("--collector") { Description = "Sends one span, one metric and one log to the collector, and tells what it answers." };

    public static Command Define()
    {
        var command = new Command("check", "Checks configuration, plugins, data and model without training.");
        SettingsSource.AddTo(command);
        SettingsSource.AddStudyTo(command);
        command.Options.Add(Collector);
        return command;
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        if (arguments.GetValue(Collector) && telemetry is { Traces: null, Metrics: null, Logs: null })
            throw new UserErrorException(
                "--collector: nothing says where telemetry goes; add --set Telemetry:Endpoint=http://localhost:4317.");
        var points = planning.Plan();
        var device = torch.Open();
        var runs = new StudyRuns(points);
        console.WriteLine(StudyText.Describe(runs, device));
        foreach (var line in ProcessorText.Describe(runs.Plan.Torch, device)) console.WriteLine(line);

        using var watch = CallWatch.Start(plugins.Value.CallLimit, console.WriteLine);
        var scenes = factory.Of(runs.Plan);
        var seeds = new SeedSequence(runs.Plan.Study.Seeds[0]);
        using var data = scenes.LoadData(seeds);
        rehearsal.RequireWatchedExamples(data);
        var parameterCount = scenes.Rehearse(data, seeds);

        console.WriteLine(
            $"Data: {data.TrainingIndices.shape[0]} training, {data.ValidationIndices.shape[0]} validation and {data.TestLabels.shape[0]} "
            + "test examples "
            + $"[{string.Join(", ", data.Shape.InputShape)}], {data.Shape.ClassCount} classes; "
            + $"{Mislabelled(data.Labels)} with seed {seeds.Root}.");
        foreach (var note in data.Notes) console.WriteLine($"  {note}");
        foreach (var warning in RepeatedInputs.Describe(data)) console.WriteLine($"  {warning}");
        console.WriteLine($"Model: {parameterCount} trainable parameters.");
        foreach (var note in scenes.DescribeInitialWeights(data, seeds)) console.WriteLine($"  {note}");
        foreach (var line in scenes.DescribeGradients(data, seeds)) console.WriteLine(line);
        foreach (var line in TelemetryText.Describe(telemetry)) console.WriteLine(line);
        if (arguments.GetValue(Collector) && !Ask()) return ExitCode.RunFailed;
        console.WriteLine("Nothing is wrong.");
        return ExitCode.Success;
    }

    private static string Mislabelled(TrainingExamples labels) => labels.NoiseRate is { } rate
        ? $"{labels.FlippedCount} mislabelled ({Percent.Of(rate)})"
        : "which are mislabelled is unknown,";

    private bool Ask()
    {
        using var pipeline = services.GetRequiredService<TelemetryPipeline>();
        var signals = pipeline.Check();
        foreach (var signal in signals) console.WriteLine(TelemetryText.Describe(signal));
        return signals.All(signal => signal.IsGood);
    }
}
