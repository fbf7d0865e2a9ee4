using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SamHost.Configuration;
using SamHost.Contracts.Data;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Models;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Training;
using SamHost.Gradients;
using SamHost.Plugins;
using SamHost.Plugins.Components;
using SamHost.Plugins.Loading;
using SamHost.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Benchmarks;

/// <summary>Steps of the shipped optimizers on a shipped model, on random inputs and labels.</summary>
public sealed class StepScene(BenchmarkModel model, int batchSize, Device device)
{
    private const int WarmUpSteps = 3;

    // The runtime compiles a method anew, for speed, after 30 calls, on a thread of its own.
    private const int WarmUpStepsOfCode = 60;
    private const int SmallBatch = 2;
    private const string LearningRate = "1e-6";
    private static readonly TimeSpan Compilation = TimeSpan.FromSeconds(1);

    // The loop takes as long as there are examples.
    private const int ComparedExamples = 6;

    private BenchmarkModel Model => model;

    private Device Device => device;

    private readonly PluginCatalog _catalog =
        new PluginCatalogLoader(new PluginsOptions()).Load(AppContext.BaseDirectory, AppContext.BaseDirectory);

    /// <summary>The median time of a step in ms, by rule; the rules take turns.</summary>
    public Dictionary<string, double> StepTimes(IReadOnlyList<string> rules, int repeat)
    {
        foreach (var rule in rules) WarmUpCode(rule);
        Thread.Sleep(Compilation);
        var runners = rules.ToDictionary(rule => rule, rule => new Runner(this, rule, ScalarType.Float32, batchSize));
        foreach (var runner in runners.Values)
            for (var i = 0; i < WarmUpSteps; i++) runner.Step();
        var times = rules.ToDictionary(rule => rule, _ => new List<double>());
        for (var turn = 0; turn < repeat; turn++)
        {
            foreach (var (rule, runner) in runners)
            {
                var clock = Stopwatch.StartNew();
                runner.Step();
                times[rule].Add(clock.Elapsed.TotalMilliseconds);
            }
        }

        foreach (var runner in runners.Values) runner.Dispose();
        return times.ToDictionary(rule => rule.Key, rule => rule.Value.Order().ElementAt(rule.Value.Count / 2));
    }

    /// <summary>Takes steps of one rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="steps">How many.</param>
    /// <param name="taken">Hears after each how many there were.</param>
    public void Repeat(string rule, int steps, Action<int> taken)
    {
        using var runner = new Runner(this, rule, ScalarType.Float32, batchSize);
        for (var step = 1; step <= steps; step++)
        {
            runner.Step();
            taken(step);
        }
    }

    /// <summary>The relative error of a rule's direction against the one-example-at-a-time loop, in float64, on a few examples.</summary>
    public double RelativeError(string rule)
    {
        using var runner = new Runner(this, rule, ScalarType.Float64, Math.Min(batchSize, ComparedExamples));
        using var scope = NewDisposeScope();
        var fast = runner.Direction(runner.Gradients);
        using var exampleLoop = new ExampleLoop(runner.Model, runner.Loss);
        var loop = runner.Direction(exampleLoop);
        return ((fast - loop).norm() / loop.norm()).ToDouble();
    }

    /// <summary>Steps of one rule that an observer follows.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="follow">
    /// Given what takes a step, and hands it to the observer if there is one; the time of a step is the observer's too.
    /// </param>
    public void Follow(string rule, Action<TrainingRun, Func<ITrainingObserver?, TimeSpan>> follow)
    {
        WarmUpCode(rule);
        using var runner = new Runner(this, rule, ScalarType.Float32, batchSize);
        for (var i = 0; i < WarmUpSteps; i++) runner.Step();
        follow(runner.Describe(rule), runner.FollowedStep);
    }

    /// <summary>The code of a step is the same for a batch that takes little time.</summary>
    private void WarmUpCode(string rule)
    {
        using var runner = new Runner(this, rule, ScalarType.Float32, SmallBatch);
        for (var i = 0; i < WarmUpStepsOfCode; i++) runner.Step();
    }

    private T Create<T>(ComponentKind kind, string name, string options)
    {
        var descriptor = _catalog.Find(kind, name)!;
        var problems = new SettingsProblems();
        var bound =
            OptionsBinder.Bind(descriptor.OptionsType, SettingsJson.Parse(Encoding.UTF8.GetBytes(options), "", problems), "", problems);
        problems.ThrowIfAny();
        return (T)descriptor.Create(bound, new ServiceCollection().BuildServiceProvider());
    }

    private sealed class Runner : IDisposable
    {
        private readonly IOptimizer _optimizer;
        private readonly IUpdateRule _updateRule;
        private readonly ScheduledBaseRule _baseRule;
        private readonly Parameter[] _parameters;
        private readonly Batch _batch;
        private readonly Device _device;
        private long _step;

        public Runner(StepScene scene, string rule, ScalarType type, int size)
        {
            var model = scene.Model;
            _device = scene.Device;
            manual_seed(1).Dispose();
            var shape = new DataShape(model.InputShape, BenchmarkModel.ClassCount);
            Model = model.Make?.Invoke() ?? scene.Create<IModelBuilder>(ComponentKind.Model, model.Component, model.Options).Build(shape);
            Model.to(_device);
            Model.to(type);
            _optimizer = scene.Create<IOptimizer>(ComponentKind.Optimizer, rule, "{}");
            _parameters = [.. Model.parameters()];
            // The batch is always the same: with a learning rate that learns it, steps took a quarter longer after ten minutes (likely
            // denormal gradients).
            _updateRule = scene.Create<IUpdateRule>(ComponentKind.BaseRule, "sgd", $$"""{ "LearningRate": {{LearningRate}} }""");
            var schedule = scene.Create<ISchedule>(ComponentKind.Schedule, "constant", "{}");
            _baseRule = new ScheduledBaseRule(new(_updateRule), new(schedule), new ScheduleClock(1, 1), _parameters);
            Loss = scene.Create<ILoss>(ComponentKind.Loss, "cross-entropy", "{}");
            Gradients = new PerExampleGradients(
                Model, Loss, new GradientsOptions { Strict = model.Make is null }, seed: 1, NullLogger.Instance);
            _batch = new Batch(
                randn([size, .. model.InputShape], type, _device), randint(0, BenchmarkModel.ClassCount, [size], ScalarType.Int64, _device),
                arange(size, ScalarType.Int64));
        }

        public nn.Module<Tensor, Tensor> Model { get; }

        public ILoss Loss { get; }

        public PerExampleGradients Gradients { get; }

        public void Step()
        {
            using var scope = NewDisposeScope();
            Gradients.BeginStep(_step++);
            Take(Gradients, _baseRule).Dispose();
            if (_device.type == DeviceType.CUDA) cuda.synchronize(_device);
        }

        public TimeSpan FollowedStep(ITrainingObserver? observer)
        {
            using var scope = NewDisposeScope();
            Gradients.BeginStep(_step);
            Gradients.RecordNorms = observer is IStepWeightObserver weights && weights.NeedsWeights(_step, _batch.Indices);
            var clock = Stopwatch.StartNew();
            using var results = Take(Gradients, _baseRule);
            if (_device.type == DeviceType.CUDA) cuda.synchronize(_device);
            observer?.StepCompleted(new StepCompleted(1, _step, 0.01, _batch, results) { Duration = clock.Elapsed });
            _step++;
            return clock.Elapsed;
        }

        public TrainingRun Describe(string rule)
        {
            var labels = Enumerable.Range(0, (int)_batch.Inputs.shape[0]).Select(index => (long)index % BenchmarkModel.ClassCount)
                .ToArray();
            return new TrainingRun
            {
                Id = $"{rule}-s1-0123456789",
                Study = "telemetry",
                Optimizer = rule,
                Label = rule,
                Seed = 1,
                Epochs = 1,
                StepsPerEpoch = 390,
                Folder = "",
                Model = Model,
                // Four in ten mislabelled.
                Training = new TrainingExamples(
                    [.. labels.Select((label, index) => index % 10 < 4 ? (label + 1) % BenchmarkModel.ClassCount : label)], labels),
                ClassNames = [.. Enumerable.Range(0, BenchmarkModel.ClassCount).Select(label => $"{label}")],
            };
        }

        public Tensor Direction(IPerExampleGradients gradients)
        {
            Take(gradients, new Still()).Dispose();
            return cat([.. _parameters.Select(parameter => parameter.grad!.flatten().clone())]);
        }

        public void Dispose()
        {
            Gradients.Dispose();
            (_updateRule as IDisposable)?.Dispose();
            Model.Dispose();
            _batch.Inputs.Dispose();
            _batch.Labels.Dispose();
            _batch.Indices.Dispose();
        }

        private PerExampleResults Take(IPerExampleGradients gradients, IBaseRule baseRule) => _optimizer.Step(
            new TrainingStep { Batch = _batch, Gradients = gradients, Parameters = _parameters, BaseRule = baseRule, Epoch = 1,
                Index = _step });
    }

    private sealed class Still : IBaseRule
    {
        public double LearningRate => 0;

        public void Step()
        {
        }
    }
}
