using SamHost.Contracts.Gradients;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.OptimizerSam;
using SamHost.Plugins.OptimizerSgd;
using SamHost.TestSupport;
using SamHost.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Tests;

/// <summary>BatchNorm: what it makes of per-example gradients, and when its running statistics move.</summary>
public sealed class RunningStatisticsTests : IDisposable
{
    private readonly IDisposable _scope = NewDisposeScope();
    private readonly ListLogger _logger = new();

    public RunningStatisticsTests() => manual_seed(21);

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_rule_with_two_passes_moves_running_statistics_once()
    {
        var (once, _) = Statistics(new Sgd());
        var (twice, model) = Statistics(new NSam(new() { Rho = 0.5 }));

        TensorAssert.Close(once.Mean, twice.Mean, 1e-15);
        TensorAssert.Close(once.Variance, twice.Variance, 1e-15);
        Assert.Equal(once.Count, twice.Count);
        // And they do move in the next step.
        var norm = Norm(model);
        Assert.Equal(0.1, norm.momentum);
        model.call(randn(8, 5, ScalarType.Float64));
        Assert.NotEqual(once.Mean.norm().ToDouble(), norm.running_mean!.norm().ToDouble());
    }

    /// <summary>Such a step is left out where divergence is skipped, and what training goes on from must be sound.</summary>
    [Fact]
    public void A_second_pass_that_overflows_leaves_them_finite()
    {
        var model = nn.Sequential(("stem", nn.Linear(5, 7)), ("norm", nn.BatchNorm1d(7)), ("head", nn.Linear(7, 4)));
        using var rig = new OptimizerRig(model, randn(8, 5), randint(0, 4, [8], ScalarType.Int64), logger: _logger);

        var direction = rig.Direction(new NSam(new() { Rho = 1e30 }));

        Assert.False(direction.isfinite().all().ToBoolean());
        var norm = Norm(model);
        Assert.True(norm.running_mean!.isfinite().all().ToBoolean());
        Assert.True(norm.running_var!.isfinite().all().ToBoolean());
        Assert.Equal(1, norm.num_batches_tracked!.ToInt64());
    }

    [Fact]
    public void In_the_loop_they_move_once_whatever_a_rule_reads_first()
    {
        manual_seed(23);
        var (inputs, labels) = (randn([6, 5], ScalarType.Float64), randint(0, 4, [6], ScalarType.Int64));
        Assert.Equal(Count(ascent => ascent.LastHidden), Count(ascent => ascent.LastHidden, ascent => ascent.Perturb(0.1).Losses));
        Assert.Equal(Count(ascent => ascent.Losses), Count(ascent => ascent.Losses, ascent => ascent.LastHidden));

        long Count(params Func<IAscent, Tensor>[] reads)
        {
            // Statistics of each example's own, and a parameter that no layer has: the loop.
            using var model = new LoneNorm();
            using var rig = new OptimizerRig(model, inputs, labels, logger: _logger);
            using var ascent = rig.Gradients.Ascend(rig.Batch);
            var before = model.Norm.num_batches_tracked!.ToInt64();
            foreach (var read in reads) read(ascent);
            return model.Norm.num_batches_tracked!.ToInt64() - before;
        }
    }

    [Fact]
    public void The_direction_of_naive_SAM_is_that_of_the_statistics_of_the_batch()
    {
        var model = Model(nn.BatchNorm1d(7));
        using var rig = Rig(model);
        var parameters = model.parameters().ToArray();
        var gradients = autograd.grad([nn.functional.cross_entropy(model.call(rig.Batch.Inputs), rig.Batch.Labels)], parameters);
        var norm = gradients.Sum(gradient => gradient.square().sum().ToDouble());
        var originals = parameters.Select(parameter => parameter.detach().clone()).ToList();
        using (no_grad())
            foreach (var (parameter, gradient) in parameters.Zip(gradients)) parameter.add_(gradient * (0.5 / Math.Sqrt(norm)));
        var expected = cat(
            [.. autograd.grad([nn.functional.cross_entropy(model.call(rig.Batch.Inputs), rig.Batch.Labels)], parameters)
                .Select(gradient => gradient.flatten())]);
        using (no_grad())
            foreach (var (parameter, original) in parameters.Zip(originals)) parameter.copy_(original);

        TensorAssert.Close(expected, rig.Direction(new NSam(new() { Rho = 0.5 })));
    }

    [Fact]
    public void Without_running_statistics_it_is_refused_in_evaluation_mode_too()
    {
        var model = Model(nn.BatchNorm1d(7, track_running_stats: false));
        model.eval();
        using var rig = Rig(model);

        foreach (var optimizer in new IOptimizer[] { new OneSam(new()), new JSam(new()), new LSam(new()), new MSam(new()) })
        {
            var refusal = Assert.Throws<ComponentException>(() => rig.Step(optimizer));
            Assert.Contains("'norm' (BatchNorm1d)", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("LayerNorm", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_frozen_one_keeps_examples_apart_and_an_evaluation_leaves_it_frozen()
    {
        var model = Model(nn.BatchNorm1d(7));
        Norm(model).eval();
        using (new EvaluationMode(model)) Assert.All(model.named_modules(), named => Assert.False(named.module.training));

        Assert.True(model.training);
        Assert.False(Norm(model).training);
        using var rig = Rig(model);
        var direction = rig.Direction(new OneSam(new() { Rho = 0.3 }));

        Assert.Empty(_logger.Lines);
        TensorAssert.Close(rig.Reference.Direction(0.3, 1, perturbJacobian: true, perturbScale: true), direction);
    }

    private ((Tensor Mean, Tensor Variance, long Count) Statistics, nn.Module<Tensor, Tensor> Model) Statistics(IOptimizer optimizer)
    {
        manual_seed(22);
        var model = Model(nn.BatchNorm1d(7));
        using (var rig = Rig(model)) rig.Direction(optimizer);
        var norm = Norm(model);
        return ((norm.running_mean!.clone(), norm.running_var!.clone(), norm.num_batches_tracked!.ToInt64()), model);
    }

    private sealed class LoneNorm : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _last = nn.Linear(5, 4, dtype: ScalarType.Float64);

        public LoneNorm()
            : base(nameof(LoneNorm)) => RegisterComponents();

        public InstanceNorm1d Norm { get; } = nn.InstanceNorm1d(1, affine: true, track_running_stats: true, dtype: ScalarType.Float64);

        public override Tensor forward(Tensor input) => _last.call(Norm.call(input.unsqueeze(1)).squeeze(1));
    }

    private static nn.Module<Tensor, Tensor> Model(BatchNorm1d norm) =>
        nn.Sequential(("stem", nn.Linear(5, 7)), ("norm", norm), ("bend", nn.Tanh()), ("head", nn.Linear(7, 4))).to(ScalarType.Float64);

    private static BatchNorm1d Norm(nn.Module<Tensor, Tensor> model) => model.children().OfType<BatchNorm1d>().Single();

    private OptimizerRig Rig(nn.Module<Tensor, Tensor> model) =>
        new(model, randn([8, 5], ScalarType.Float64), randint(0, 4, [8], ScalarType.Int64), logger: _logger);
}
