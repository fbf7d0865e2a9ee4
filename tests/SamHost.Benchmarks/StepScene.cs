using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using SamHost.Benchmarks.Ratios;
using SamHost.Contracts.Data;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Models;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Training;
using SamHost.Gradients;
using SamHost.Gradients.Precision;
using SamHost.Plugins.Components;
using SamHost.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Benchmarks;

/// <summary>Steps of the shipped optimizers on a shipped model, on random inputs and labels.</summary>
public sealed class StepScene(BenchmarkModel model, int batchSize, Device device, ComputePrecision? precision = null)
{
    private const int WarmUpSteps = 3;

    // The runtime compiles a method anew, for speed, after 30 calls, on a thread of its own.
    private const int WarmUpStepsOfCode = 60;

    // A step calls the code of a layer several times.
    private const int WarmUpStepsOfLayers = 5;
    private const int SmallBatch = 2;
    private const string LearningRate = "1e-6";
    private static readonly TimeSpan Compilation = TimeSpan.FromSeconds(1);

    // The loop takes as long as there are examples.
    private const int ComparedExamples = 6;

    // Whatever the model: the code of the optimizer and of the engine's frame is the same.
    private static readonly HashSet<string> WarmRules = [];

    private readonly HashSet<string> _warm = [];

    private readonly ComputePrecision _precision = precision ?? ComputePrecision.Float32;

    private BenchmarkModel Model => model;

    private Device Device => device;

    /// <summary>The times of single steps; the rules take turns.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="repeat">How many turns.</param>
    /// <param name="clock">The time; what is on the clock by default. See <see cref="ProcessorTime"/>.</param>
    internal TurnTimes StepTimes(IReadOnlyList<string> rules, int repeat, Func<TimeSpan>? clock = null)
    {
        clock ??= static () => Stopwatch.GetElapsedTime(0);
        WarmUpCode(rules);
        var runners = rules.ToDictionary(rule => rule, rule => new Runner(this, rule, _precision, batchSize));
        foreach (var runner in runners.Values)
            for (var i = 0; i < WarmUpSteps; i++) runner.Step();
        var times = new TurnTimes();
        for (var turn = 0; turn < repeat; turn++)
        {
            foreach (var (rule, runner) in runners)
            {
                var start = clock();
                runner.Step();
                times.Add(rule, (clock() - start).TotalMilliseconds);
            }
        }

        foreach (var runner in runners.Values) runner.Dispose();
        return times;
    }

    /// <summary>
    /// The processor time of this process. On one thread it is a step's time without that in which other processes had the processor.
    /// </summary>
    internal static TimeSpan ProcessorTime() => Environment.CpuUsage.TotalTime;

    /// <summary>Takes steps of one rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="steps">How many.</param>
    /// <param name="taken">Hears after each how many there were.</param>
    public void Repeat(string rule, int steps, Action<int> taken)
    {
        using var runner = new Runner(this, rule, _precision, batchSize);
        for (var step = 1; step <= steps; step++)
        {
            runner.Step();
            taken(step);
        }
    }

    /// <summary>The relative error of a rule's direction against the one-example-at-a-time loop, in float64, on a few examples.</summary>
    public double RelativeError(string rule) => RelativeError(rule, ComputePrecision.Float64, out _);

    /// <summary>The relative error of a rule's direction against the one-example-at-a-time loop, on a few examples.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="compared">What both compute in.</param>
    /// <param name="ways">By what the parts of the model have their per-example gradients.</param>
    public double RelativeError(string rule, ComputePrecision compared, out IReadOnlyList<LayerWay> ways)
    {
        using var runner = new Runner(this, rule, compared, Math.Min(batchSize, ComparedExamples));
        using var scope = NewDisposeScope();
        var fast = runner.Direction(runner.Gradients);
        ways = runner.Gradients.Ways;
        using var exampleLoop = new ExampleLoop(runner.Model, runner.Loss);
        var loop = runner.Direction(exampleLoop);
        return ((fast - loop).norm() / loop.norm()).ToDouble();
    }

    /// <summary>The operations of a step of the model on a batch.</summary>
    internal OperationCount Operations()
    {
        using var runner = new Runner(this, "sgd", _precision, batchSize);
        return runner.CountOperations();
    }

    /// <summary>Takes steps of one rule of which nobody waits for the end.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="warmUp">How many steps come before.</param>
    /// <param name="around">Given what takes a step.</param>
    public void Launch(string rule, int warmUp, Action<Action> around)
    {
        using var runner = new Runner(this, rule, _precision, batchSize);
        for (var i = 0; i < warmUp; i++) runner.Step();
        around(runner.Launch);
    }

    /// <summary>Steps of one rule that an observer follows.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="follow">
    /// Given what takes a step, and hands it to the observer if there is one; the time of a step is the observer's too.
    /// </param>
    public void Follow(string rule, Action<TrainingRun, Func<ITrainingObserver?, TimeSpan>> follow)
    {
        WarmUpCode([rule]);
        using var runner = new Runner(this, rule, _precision, batchSize);
        for (var i = 0; i < WarmUpSteps; i++) runner.Step();
        follow(runner.Describe(rule), runner.FollowedStep);
    }

    /// <summary>The code of a step is the same for a batch that takes little time.</summary>
    private void WarmUpCode(IEnumerable<string> rules)
    {
        string[] cold = [.. rules.Except(_warm)];
        if (cold.Length == 0) return;
        foreach (var rule in cold)
        {
            using var runner = new Runner(this, rule, _precision, SmallBatch);
            var steps = WarmRules.Add(rule) ? WarmUpStepsOfCode : WarmUpStepsOfLayers;
            for (var i = 0; i < steps; i++) runner.Step();
        }

        _warm.UnionWith(cold);
        Thread.Sleep(Compilation);
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

        public Runner(StepScene scene, string rule, ComputePrecision precision, int size)
        {
            var model = scene.Model;
            _device = scene.Device;
            manual_seed(1).Dispose();
            var shape = new DataShape(model.InputShape, model.Classes);
            Model = model.Make?.Invoke()
                ?? ShippedComponents.Create<IModelBuilder>(ComponentKind.Model, model.Component, model.Options).Build(shape);
            Model.to(_device);
            precision.Convert(Model);
            _optimizer = ShippedComponents.Create<IOptimizer>(ComponentKind.Optimizer, rule);
            _parameters = [.. Model.parameters()];
            // The batch is always the same: with a learning rate that learns it, steps took a quarter longer after ten minutes (likely
            // denormal gradients).
            _updateRule = ShippedComponents.Create<IUpdateRule>(
                ComponentKind.BaseRule, "sgd", $$"""{ "LearningRate": {{LearningRate}} }""");
            var schedule = ShippedComponents.Create<ISchedule>(ComponentKind.Schedule, "constant");
            _baseRule = new ScheduledBaseRule(new(_updateRule), new(schedule), new ScheduleClock(1, 1), _parameters);
            Loss = ShippedComponents.Create<ILoss>(ComponentKind.Loss, "cross-entropy");
            Gradients = new PerExampleGradients(
                Model, Loss, new GradientsOptions { Strict = model.Make is null }, seed: 1, NullLogger.Instance,
                precision: precision);
            _batch = new Batch(
                randn([size, .. model.InputShape], precision.Type, _device), randint(0, model.Classes, [size], ScalarType.Int64, _device),
                arange(size, ScalarType.Int64));
        }

        public nn.Module<Tensor, Tensor> Model { get; }

        public ILoss Loss { get; }

        public PerExampleGradients Gradients { get; }

        public OperationCount CountOperations() => OperationCount.Count(Model, _batch.Inputs);

        public void Launch()
        {
            CollectionPoint.Pass();
            using var scope = NewDisposeScope();
            Gradients.BeginStep(_step++);
            Take(Gradients, _baseRule).Dispose();
        }

        public void Step()
        {
            Launch();
            if (_device.type == DeviceType.CUDA) cuda.synchronize(_device);
        }

        public TimeSpan FollowedStep(ITrainingObserver? observer)
        {
            CollectionPoint.Pass();
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
