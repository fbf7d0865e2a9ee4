using Microsoft.Extensions.Logging.Abstractions;
using SamHost.Contracts.Data;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Training;
using SamHost.Gradients;
using SamHost.Plugins.BaseRuleTorch;
using SamHost.Plugins.LossCrossEntropy;
using SamHost.Plugins.OptimizerSgd;
using SamHost.Plugins.ScheduleWarmup;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Training.Tests;

/// <summary>A run assembled by hand: a linear model, unless another is given, on six examples, in two steps an epoch.</summary>
internal sealed class SmallScene : IDisposable
{
    private readonly TrainingData _data;
    private readonly RunScene _scene;

    public SmallScene(
        IReadOnlyList<ITrainingObserver> observers,
        int epochs = 2,
        int evaluationEvery = 1,
        IOptimizer? optimizer = null,
        Func<nn.Module<Tensor, Tensor>>? build = null,
        bool recordsWeights = false)
    {
        var seeds = new SeedSequence(1);
        manual_seed(5);
        _data = new TrainingData(
            new Dataset(
                new Examples(randn(6, 3), tensor(new long[] { 0, 1, 2, 0, 1, 2 })),
                new Examples(randn(4, 3), tensor(new long[] { 0, 1, 2, 0 })), ["a", "b", "c"]),
            [0, 1, 2, 1, 1, 2],
            areCorrections: false,
            validationFraction: 0,
            seeds,
            CPU);
        var model = build?.Invoke() ?? nn.Linear(3, 3);
        Parameter[] parameters = [.. model.parameters()];
        var loss = new CheckedLoss(new(new CrossEntropy()));
        _scene = new RunScene
        {
            Run = new TrainingRun
            {
                Id = "small-s1",
                Study = "small",
                Optimizer = "sgd",
                Label = "sgd",
                Seed = seeds.Root,
                Epochs = epochs,
                StepsPerEpoch = 2,
                Folder = "",
                Model = model,
                Training = _data.Labels,
                ClassNames = _data.ClassNames,
            },
            Data = _data,
            Seeds = seeds,
            BatchSize = 3,
            Optimizer = optimizer ?? new Sgd(),
            BaseRule = new ScheduledBaseRule(
                new(new SgdRule(new SgdOptions())), new(new ConstantSchedule(new ConstantOptions())), new ScheduleClock(2, epochs),
                parameters),
            Loss = loss,
            Parameters = parameters,
            Gradients = new PerExampleGradients(model, loss, new GradientsOptions(), seeds.Model, NullLogger.Instance),
            Observers = observers,
            EvaluatesAt = epoch => epoch % evaluationEvery == 0,
            RecordsWeightsAt = _ => recordsWeights,
        };
    }

    public RunCompleted Train() => TrainUntil(TestContext.Current.CancellationToken);

    public RunCompleted TrainUntil(CancellationToken cancellation) => new Trainer(_scene).Train(cancellation);

    public double AccuracyNow() => new Evaluator(_data).Evaluate(_scene.Run.Model).TestAccuracy;

    public void Dispose()
    {
        _scene.Dispose();
        _data.Dispose();
    }
}
