using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using SamHost.Plugins;
using SamHost.Plugins.Calls;
using SamHost.Plugins.Components;
using SamHost.Runs;
using SamHost.Runs.Results;
using SamHost.Studies.Scenes;
using SamHost.Torch;
using SamHost.Training;
using SamHost.Training.Checkpointing;
using SamHost.Training.Inputs;

namespace SamHost.Studies.Predicting;

/// <summary>Lets the model of a complete run predict examples that it has not seen, prepared as its own were.</summary>
/// <param name="plans">Plans recorded runs.</param>
/// <param name="plugins">The plugins.</param>
/// <param name="options">How long a call of a plugin may take.</param>
/// <param name="torch">The device.</param>
/// <param name="environment">Relative paths start at its content root.</param>
/// <param name="services">What components may ask for.</param>
/// <param name="logger">Warns where a component fails when it is disposed.</param>
public sealed class RunPredictor(
    RecordedPlans plans, InstalledPlugins plugins, IOptions<PluginsOptions> options, TorchRuntime torch, IHostEnvironment environment,
    IServiceProvider services,
    ILogger<RunPredictor> logger)
{
    /// <summary>Predicts.</summary>
    /// <param name="run">The run.</param>
    /// <param name="source">What the data set is to read.</param>
    /// <param name="weights">Which weights.</param>
    /// <exception cref="UserErrorException">
    /// The run did not keep what is needed, or the examples are others than its model takes.
    /// </exception>
    /// <exception cref="ComponentException">The examples cannot be read.</exception>
    public PredictedExamples Predict(RunData run, string source, KeptWeights weights)
    {
        var plan = plans.Of(run);
        if (!typeof(IUnlabelledLoader).IsAssignableFrom(plan.Dataset.Descriptor.ComponentType))
            throw new UserErrorException(
                $"The data set '{run.Dataset}' of {run.Run} reads no examples without labels; {string.Join(", ", Readers())} do.");
        var inputs = InputsFile.Read(run.Folder) ?? throw new UserErrorException(
            $"{run.Folder} has no {InputsFile.Name}, as an older program left it: make the run again (samhost run --again).");
        var device = torch.Open();
        using var watch = CallWatch.Start(options.Value.CallLimit, Console.Error.WriteLine);
        using var examples = Load(plan.Dataset, new UnlabelledRequest(source, inputs.Preparation, environment.ContentRootPath));
        if (!examples.InputShape.SequenceEqual(inputs.Shape))
            throw new UserErrorException(
                $"The inputs of {source} are [{string.Join(", ", examples.InputShape)}], and the model of {run.Run} takes "
                    + $"[{string.Join(", ", inputs.Shape)}].");
        var scenes = new SceneBuilder(plan, device, environment.ContentRootPath, services);
        using var read = ExampleInputs.Of(examples, device, scenes.Precision, plan.Dataset.Title);
        using var model = scenes.BuildModel(new DataShape(inputs.Shape, inputs.ClassNames.Count), new SeedSequence(run.Seed));
        new CheckpointFolder(run.Folder).Load(weights, model);
        var largest = examples.Reader is null ? int.MaxValue : ExampleInputs.LargestPass(inputs.Shape);
        using var probabilities = ClassProbabilities.Of(model, read, scenes.Precision, examples.Ids.Count, largest);
        return new PredictedExamples(
            inputs.ClassNames, [.. examples.Ids], [.. probabilities.data<double>()], [.. examples.Notes]);
    }

    private IEnumerable<string> Readers()
    {
        var catalog = plugins.Load();
        return catalog.Names(ComponentKind.Dataset)
            .Where(name => typeof(IUnlabelledLoader).IsAssignableFrom(catalog.Find(ComponentKind.Dataset, name)!.ComponentType));
    }

    // What is wrong with new examples is no mistake in the settings, of which a bound component's own calls would speak.
    private UnlabelledExamples Load(BoundComponent dataset, UnlabelledRequest request)
    {
        var loader = dataset.Create<IUnlabelledLoader>(services);
        try
        {
            return PluginCall.Make(
                dataset.Title, nameof(loader.LoadUnlabelled),
                () => loader.LoadUnlabelled(request) ?? throw new InvalidOperationException("it returned no examples."));
        }
        finally
        {
            if (loader is IDisposable disposable) PluginCall.Release(dataset.Title, disposable, logger);
        }
    }
}
