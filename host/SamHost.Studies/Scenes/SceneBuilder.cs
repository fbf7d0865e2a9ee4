using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SamHost.Configuration;
using SamHost.Contracts.Data;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Models;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Training;
using SamHost.Gradients;
using SamHost.Gradients.Precision;
using SamHost.Plugins.Calls;
using SamHost.Plugins.Components;
using SamHost.Studies.Plans;
using SamHost.Training;
using TorchSharp;
using TorchSharp.Modules;
using static SamHost.Training.TensorCheck;
using static TorchSharp.torch;

namespace SamHost.Studies.Scenes;

/// <summary>Assembles runs out of a plan's components.</summary>
/// <param name="plan">The plan.</param>
/// <param name="device">Where runs train.</param>
/// <param name="workingDirectory">Where relative paths of components start.</param>
/// <param name="services">What components may ask for.</param>
public sealed class SceneBuilder(StudyPlan plan, Device device, string workingDirectory, IServiceProvider services)
{
    private const int RehearsedExamples = 4;

    /// <summary>What runs compute with.</summary>
    public ComputePrecision Precision { get; } = StudyPrecision.Of(plan.Torch, device);

    /// <summary>Loads the data of a seed and draws their noise; the caller disposes them.</summary>
    public TrainingData LoadData(SeedSequence seeds) => new SeedData(plan, device, Precision, workingDirectory, services).Load(seeds);

    /// <summary>Builds the model with the seed's initial weights, on the device; the caller disposes it.</summary>
    public nn.Module<Tensor, Tensor> BuildModel(TrainingData data, SeedSequence seeds) => BuildModel(data, seeds, out _);

    /// <summary>What a person should know of the weights that come from a file; nothing where none do.</summary>
    public IReadOnlyList<string> DescribeInitialWeights(TrainingData data, SeedSequence seeds)
    {
        if (plan.Study.InitialWeights is null) return [];
        BuildModel(data, seeds, out var notes).Dispose();
        return notes;
    }

    /// <summary>Builds the model of inputs that are not there; the caller disposes it.</summary>
    public nn.Module<Tensor, Tensor> BuildModel(DataShape shape, SeedSequence seeds) =>
        BuildModel(shape, () => zeros([1, .. shape.InputShape]), seeds);

    private nn.Module<Tensor, Tensor> BuildModel(TrainingData data, SeedSequence seeds, out IReadOnlyList<string> notes)
    {
        var model = BuildModel(data.Shape, () => data.InputOf(0), seeds);
        notes = [];
        if (plan.Study.InitialWeights is not { } options) return model;
        notes = DisposedOnFailure(model, () =>
        {
            var names = plan.Model.Create<IModelBuilder>(services) as IWeightNames;
            var weights = new InitialWeights(
                options, Path.GetFullPath(options.Path, workingDirectory),
                name => names is null ? null : plan.Model.Call(nameof(names.NameOf), () => names.NameOf(name)));
            using var example = data.InputOf(0);
            return weights.GiveTo(model, example);
        });
        return model;
    }

    private nn.Module<Tensor, Tensor> BuildModel(DataShape shape, Func<Tensor> example, SeedSequence seeds)
    {
        random.manual_seed(seeds.Weights).Dispose();
        var model = plan.Model.Use<IModelBuilder, nn.Module<Tensor, Tensor>>(
            services,
            nameof(IModelBuilder.Build),
            builder => ModelTrial.AsBuilt(builder.Build(shape), shape, () => Precision.InputsAsBuilt(example())),
            made => Require(made.state_dict().Values.All(IsThere), "it disposed the model that it returned, which is no longer its own."));
        DisposedOnFailure(model, () =>
        {
            plan.Model.Call(nameof(IModelBuilder.Build), () => Precision.Convert(model));
            model.to(device);
            plan.Model.Call("forward", () => ModelTrial.InPrecision(model, Precision, device, example));
            return model;
        });

        // A module that its builder has put into evaluation mode, as frozen BatchNorm is, stays in it.
        if (!model.training) model.train();
        return model;
    }

    /// <summary>
    /// Builds the model and creates every other component of a run: what one refuses is an error before training starts.
    /// </summary>
    /// <returns>The number of trainable parameters.</returns>
    /// <exception cref="UserErrorException">A component refuses its options, or the data.</exception>
    public long Rehearse(TrainingData data, SeedSequence seeds)
    {
        RequireBatchesThatCanBeRead(data);
        foreach (var optimizer in plan.Optimizers)
        {
            optimizer.Optimizer.Try<IOptimizer>(services);
            optimizer.Loss.Try<ILoss>(services);
            RehearseAugmentations(optimizer.Augmentations, data, seeds);
            optimizer.BaseRule.Try<IUpdateRule>(services);
            optimizer.Schedule.Try<ISchedule>(services);
        }

        foreach (var observer in plan.Observers) observer.Try<ITrainingObserver>(services);
        using var model = BuildModel(data, seeds);
        RehearseMetrics(model, data);
        return model.parameters().Where(parameter => parameter.requires_grad).Sum(parameter => parameter.numel());
    }

    /// <summary>By what each part of the model has its per-example gradients, as a few examples show it: a line for each way.</summary>
    public IReadOnlyList<string> DescribeGradients(TrainingData data, SeedSequence seeds)
    {
        using var scope = NewDisposeScope();
        using var model = BuildModel(data, seeds);
        List<IGradientRule> rules = [.. plan.GradientRules.Select(rule => rule.Create<IGradientRule>(services))];
        using var gradients = new PerExampleGradients(
            model, new NoLoss(), plan.Gradients, seeds.Model, NullLogger.Instance, rules, Precision);
        var indices = data.TrainingIndices.narrow(0, 0, Math.Min(RehearsedExamples, data.TrainingIndices.shape[0]));
        using var feed = data.Inputs.Feed(indices, RehearsedExamples);
        var batch = new Batch(feed.Next(), data.GivenLabels.index_select(0, indices.to(device)), indices);
        plan.Model.Call("forward", () => gradients.Examine(batch));
        List<string> lines = [.. LayerWaysText.Describe(gradients.Ways)];
        foreach (var (rule, component) in rules.Zip(plan.GradientRules))
        {
            if (rule is IDisposable disposable) PluginCall.Release(component.Title, disposable, NullLogger.Instance);
        }

        return lines;
    }

    /// <summary>Assembles a run; the caller disposes it.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="configuration">The run's configuration.</param>
    /// <param name="seeds">The run's seeds.</param>
    /// <param name="data">The data of the seed; borrowed.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="observers">The host's own observers, called after those of the study in the same stage; disposed with the run.</param>
    /// <param name="resumed">The state that the run resumes from; null for a new run. Disposed once it is restored.</param>
    public RunScene Build(
        OptimizerPlan optimizer, RunConfiguration configuration, SeedSequence seeds, TrainingData data, string folder,
        IReadOnlyList<ITrainingObserver> observers, RunState? resumed = null)
    {
        RequireBatchesThatCanBeRead(data);
        var model = BuildModel(data, seeds);
        return DisposedOnFailure(model, () => Build(optimizer, configuration, seeds, data, folder, observers, resumed, model));
    }

    /// <summary>What is made with a model, which is disposed where that fails.</summary>
    private static T DisposedOnFailure<T>(nn.Module<Tensor, Tensor> model, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception)
        {
            model.Dispose();
            throw;
        }
    }

    private RunScene Build(
        OptimizerPlan optimizer,
        RunConfiguration configuration,
        SeedSequence seeds,
        TrainingData data,
        string folder,
        IReadOnlyList<ITrainingObserver> observers,
        RunState? resumed,
        nn.Module<Tensor, Tensor> model)
    {
        var study = plan.Study;
        var steps = (int)((data.TrainingIndices.shape[0] + study.BatchSize - 1) / study.BatchSize);
        Parameter[] parameters = [.. model.parameters().Where(parameter => parameter.requires_grad)];
        var logger = (ILoggerFactory)services.GetService(typeof(ILoggerFactory))!;
        // Titles of the plugins' parts, for messages.
        var names = new Dictionary<object, string>(ReferenceEqualityComparer.Instance) { [model] = plan.Model.Title };
        var gradientRule = Named<IOptimizer>(optimizer.Optimizer);
        var loss = new CheckedLoss(new(Named<ILoss>(optimizer.Loss), optimizer.Loss.Title));
        loss.Attach(new LossContext(data.Labels.Count, data.Shape.ClassCount, device));
        var rule = Named<IUpdateRule>(optimizer.BaseRule);
        var schedule = Named<ISchedule>(optimizer.Schedule);
        var augmentations = optimizer.Augmentations.Select(Part<IAugmentation>).ToList();
        var metrics = plan.Metrics.Select(Part<IMetric>).ToList();
        var followers = plan.Observers.Select(Named<ITrainingObserver>).ToList();
        return new RunScene
        {
            Run = new TrainingRun
            {
                Id = configuration.Id,
                Study = study.Name,
                Optimizer = optimizer.RuleName,
                Label = optimizer.Label,
                Seed = seeds.Root,
                Epochs = study.Epochs,
                StepsPerEpoch = steps,
                StartStep = resumed?.Step ?? 0,
                Folder = folder,
                Model = model,
                Training = data.Labels,
                ClassNames = data.ClassNames,
                Metrics = [.. metrics.Select(metric => metric.Call(nameof(IMetric.Name), StudyMetrics.ColumnOf))],
            },
            Data = data,
            Seeds = seeds,
            BatchSize = study.BatchSize,
            Optimizer = gradientRule,
            BaseRule = new ScheduledBaseRule(
                new(rule, optimizer.BaseRule.Title), new(schedule, optimizer.Schedule.Title), new ScheduleClock(steps, study.Epochs),
                parameters),
            Loss = loss,
            Augmentations = augmentations,
            Metrics = metrics,
            Parameters = parameters,
            Gradients = new PerExampleGradients(
                model, loss, plan.Gradients, seeds.Model, logger.CreateLogger<PerExampleGradients>(),
                [.. plan.GradientRules.Select(Named<IGradientRule>)], Precision),
            Observers = [.. followers.Concat(observers).OrderBy(StageOf)],
            Names = names,
            OnDivergence = study.OnDivergence,
            Logger = logger.CreateLogger<Trainer>(),
            Resumed = resumed,
            EvaluatesAt = epoch => epoch % study.EvaluationEvery == 0,
            RecordsWeightsAt = plan.RecordsWeightsAt,
        };

        ObserverStage StageOf(ITrainingObserver observer) =>
            names.TryGetValue(observer, out var name)
                ? PluginCall.Make(name, nameof(observer.Stage), () => observer.Stage)
                : observer.Stage;

        NamedPart<T> Part<T>(BoundComponent component)
            where T : notnull => new(Named<T>(component), component.Title);

        T Named<T>(BoundComponent component)
            where T : notnull
        {
            var created = component.Create<T>(services);
            names[created] = component.Title;
            return created;
        }
    }

    /// <summary>
    /// Passes a small batch through the chain, so that an augmentation that these data are not for is found before training.
    /// </summary>
    private void RehearseAugmentations(IReadOnlyList<BoundComponent> augmentations, TrainingData data, SeedSequence seeds)
    {
        if (augmentations.Count == 0) return;
        using var scope = NewDisposeScope();
        var indices = data.TrainingIndices.narrow(0, 0, Math.Min(RehearsedExamples, data.TrainingIndices.shape[0]));
        using var feed = data.Inputs.Feed(indices, RehearsedExamples);
        var batch = new Batch(feed.Next(), data.GivenLabels.index_select(0, indices.to(device)), indices);
        foreach (var (place, augmentation) in augmentations.Index())
            batch = augmentation.Use<IAugmentation, Batch>(
                services, nameof(IAugmentation.Augment), part => AugmentationCall.Make(part, place, batch, seeds, data, epoch: 1, step: 0),
                BatchCheck.RequireLent);
    }

    private void RehearseMetrics(nn.Module<Tensor, Tensor> model, TrainingData data)
    {
        if (plan.Metrics.Count == 0) return;
        StudyMetrics.RequireDistinct(
            plan.Metrics,
            [.. plan.Metrics.Select(
                metric => metric.Use<IMetric, MetricColumn>(services, nameof(IMetric.Name), StudyMetrics.ColumnOf, _ => { }))]);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var mode = new EvaluationMode(model);
        var sample = plan.Model.Call("forward", () => EvaluationSample.Of(model, data));
        foreach (var metric in plan.Metrics)
            metric.Use<IMetric, double?>(services, nameof(IMetric.Measure), part => MetricCall.Make(part, sample), _ => { });
    }

    /// <exception cref="UserErrorException">A batch that is read is larger than one read can fill.</exception>
    private void RequireBatchesThatCanBeRead(TrainingData data)
    {
        var most = data.LargestRead / data.Shape.InputSize;
        if (Math.Min(plan.Study.BatchSize, data.Labels.Count) <= most) return;
        throw new UserErrorException(
            $"Study:BatchSize: {plan.Study.BatchSize} examples of {plan.Dataset.Title} are more than 2 GiB, which is the most that is read "
                + $"at once; give at most {most}.");
    }
}
