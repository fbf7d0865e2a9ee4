using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SamHost.Contracts.Data;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Training;
using SamHost.Gradients;
using SamHost.Plugins.Calls;
using TorchSharp.Modules;

namespace SamHost.Training;

/// <summary>A run, assembled: everything that a trainer needs. Owns its parts, but for the data, which other runs share.</summary>
public sealed class RunScene : IDisposable
{
    public required TrainingRun Run { get; init; }

    public required TrainingData Data { get; init; }

    public required SeedSequence Seeds { get; init; }

    public required int BatchSize { get; init; }

    public required IOptimizer Optimizer { get; init; }

    public required ScheduledBaseRule BaseRule { get; init; }

    public required CheckedLoss Loss { get; init; }

    /// <summary>What changes each batch, in the order of the chain.</summary>
    public IReadOnlyList<NamedPart<IAugmentation>> Augmentations { get; init; } = [];

    /// <summary>What is measured at each evaluation, in the order of <see cref="TrainingRun.Metrics"/>.</summary>
    public IReadOnlyList<NamedPart<IMetric>> Metrics { get; init; } = [];

    /// <summary>The trainable parameters of the model.</summary>
    public required IReadOnlyList<Parameter> Parameters { get; init; }

    public required PerExampleGradients Gradients { get; init; }

    /// <summary>In the order in which they are called: by their stages.</summary>
    public required IReadOnlyList<ITrainingObserver> Observers { get; init; }

    /// <summary>Whether an epoch ends in an evaluation.</summary>
    public required Func<int, bool> EvaluatesAt { get; init; }

    /// <summary>Whether the study records the total weights of an epoch's examples; observers may ask for those of other steps.</summary>
    public required Func<int, bool> RecordsWeightsAt { get; init; }

    /// <summary>What becomes of the run where its loss or gradient is not finite.</summary>
    public DivergencePolicy OnDivergence { get; init; }

    /// <summary>Logs what does not end the run, such as skipped steps.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The state that the run resumes from; null for a new run. Disposed once it is restored.</summary>
    public RunState? Resumed { get; init; }

    /// <summary>What messages call those of its parts that are a plugin's; the others are the host's.</summary>
    public IReadOnlyDictionary<object, string> Names { get; init; } = new Dictionary<object, string>();

    /// <summary>Calls a part; where it is a plugin's and throws, the exception names it.</summary>
    /// <exception cref="ComponentFailedException">It is a plugin's, and threw.</exception>
    public void Call(object part, string call, Action make)
    {
        if (Names.TryGetValue(part, out var name)) PluginCall.Make(name, call, make);
        else make();
    }

    /// <summary>Disposes the parts; a plugin that throws here is a warning.</summary>
    public void Dispose()
    {
        foreach (var part in Observers.Append<object>(Optimizer).OfType<IDisposable>()) Release(part);
        Gradients.Dispose();
        foreach (var rule in Names.Keys.OfType<IGradientRule>().OfType<IDisposable>()) Release(rule);
        var others = BaseRule.Parts.Append(Loss.Part)
            .Concat(Augmentations.Select(part => part.Part)).Concat(Metrics.Select(part => part.Part));
        foreach (var part in others.OfType<IDisposable>()) Release(part);
        Release(Run.Model);
    }

    private void Release(IDisposable part)
    {
        try
        {
            Call(part, nameof(Dispose), part.Dispose);
        }
        catch (Exception e) when (Names.ContainsKey(part))
        {
            Logger.LogWarning("{Run}: {Problem}", Run.Id, e.Message);
        }
    }
}
