using System.Runtime.InteropServices;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Optimization;
using SamHost.Plugins.OptimizerSam;
using SamHost.TestSupport;
using SamHost.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Tests;

[Trait("Duration", "Long")]
public class MemoryBudgetTests(ITestOutputHelper output)
{
    private const int Megabyte = 1 << 20;

    /// <summary>One MiB against gradients of many: every large layer works in chunks, with a last one that is smaller.</summary>
    [Theory]
    [InlineData("1-sam")]
    [InlineData("l-sam")]
    [InlineData("j-sam")]
    [InlineData("m-sam")]
    public void Chunks_change_nothing_but_the_rounding(string rule)
    {
        var options = new MSamOptions { Rho = 0.3, GroupSize = 3 };
        IOptimizer optimizer = rule switch { "1-sam" => new OneSam(options), "l-sam" => new LSam(options), "j-sam" => new JSam(options),
            _ => new MSam(options) };
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var model = nn.Sequential(
            nn.Conv2d(2, 24, 5, padding: 2), nn.ReLU(), nn.LayerNorm([24, 9, 9]), nn.Conv2d(24, 24, 3, padding: 1), nn.Flatten(),
            nn.Linear(24 * 81, 64), nn.Tanh(), nn.Linear(64, 5))
            .to(ScalarType.Float64);
        var (inputs, labels) = (randn([19, 2, 9, 9], ScalarType.Float64), randint(0, 5, [19], ScalarType.Int64));
        using var whole = new OptimizerRig(model, inputs, labels);
        var (expected, expectedResults) = whole.Step(optimizer);
        whole.Gradients.Dispose();

        using var chunked = new OptimizerRig(model, inputs, labels, new GradientsOptions { MemoryBudget = 1 });
        var (direction, results) = chunked.Step(optimizer);

        TensorAssert.Close(expected, direction, 1e-12);
        TensorAssert.Close(expectedResults.GradientNorm!, results.GradientNorm!, 1e-12);
        TensorAssert.Close(expectedResults.Weight!, results.Weight!, 1e-12);
        expectedResults.Dispose();
        results.Dispose();
    }

    /// <summary>Displaced weights are made again, one group at a time or several, where a layer is not linear in them.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public void Chunks_of_a_layer_that_runs_alone_or_has_a_plugins_rule_change_nothing_but_the_rounding(long budget, bool hasRule)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var model = nn.Sequential(nn.Linear(6, 60), nn.Tanh(), new Hesitant(60), new Hesitant(60), nn.Linear(60, 5))
            .to(ScalarType.Float64);
        var (inputs, labels) = (randn([38, 6], ScalarType.Float64), randint(0, 5, [38], ScalarType.Int64));
        using var chunked = new OptimizerRig(
            model, inputs, labels, new GradientsOptions { MemoryBudget = budget }, rules: hasRule ? [new HesitantRule()] : null);

        ExactnessTests.CheckAll(chunked, rho: 0.3, groupSize: 3);
        Assert.Equal(hasRule ? 0 : 2, chunked.Gradients.Ways.Count(way => way.Way == GradientWay.LayerLoop));
        Assert.DoesNotContain(chunked.Gradients.Ways, way => way.Way == GradientWay.ModelLoop);
    }

    [Fact]
    public void Steps_in_chunks_leave_nothing_behind()
    {
        using var scope = NewDisposeScope();
        using var model = nn.Sequential(
            nn.Conv2d(2, 24, 3, padding: 1), nn.ReLU(), nn.Conv2d(24, 24, 3, padding: 1), nn.Flatten(), nn.Linear(24 * 81, 200),
            new Hesitant(200), nn.Linear(200, 5));
        using var rig =
            new OptimizerRig(model, randn(19, 2, 9, 9), randint(0, 5, [19], ScalarType.Int64), new GradientsOptions { MemoryBudget = 1 });
        var optimizer = new OneSam(new());
        long[] counts = [.. Enumerable.Range(0, 6).Select(_ =>
        {
            using (NewDisposeScope()) rig.Direction(optimizer);
            return DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        })];

        Assert.All(counts[1..], count => Assert.Equal(counts[1], count));
    }

    /// <summary>libtorch calls in the middle of a backward pass, and an exception that passes through it would end the process.</summary>
    [Fact]
    public void What_goes_wrong_while_gradients_are_made_again_is_an_error_of_the_backward_pass()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var model = new Careless();
        using var rig = new OptimizerRig(
            model, randn([19, 2, 9, 9], ScalarType.Float64), randint(0, 5, [19], ScalarType.Int64),
            new GradientsOptions { MemoryBudget = 1 });
        rig.Gradients.RecordNorms = false;
        using var ascent = rig.Gradients.Ascend(rig.Batch);
        model.ChangesInPlace = true;
        using var perturbed = ascent.Perturb(0.3);

        var error = Assert.ThrowsAny<Exception>(() => perturbed.Backward(scaleFrom: perturbed));

        Assert.Contains("modified inplace", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A share that is never given back would send ever more layers into chunks, which differ in the last bits.</summary>
    [Fact]
    public void A_pass_that_a_rule_loses_has_its_share_of_the_budget_for_one_step_alone()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64,
            "Without a pool nothing counts the bytes.");
        using var scope = NewDisposeScope();
        using var model = nn.Sequential(nn.Conv2d(256, 256, 3, padding: 1, groups: 2), nn.ReLU(), nn.Flatten(), nn.Linear(256 * 16, 5));
        // Enough for one pass, and not for two.
        using var rig = new OptimizerRig(
            model, randn(32, 256, 4, 4), randint(0, 5, [32], ScalarType.Int64), new GradientsOptions { MemoryBudget = 200 });
        var optimizer = new OneSam(new());
        rig.Direction(optimizer);
        var first = MostUsed();

        for (var step = 1; step < 4; step++)
        {
            rig.Gradients.BeginStep(step);
            using var within = NewDisposeScope();
            using var ascent = rig.Gradients.Ascend(rig.Batch);
            ascent.Perturb(0.1);
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        rig.Gradients.BeginStep(4);
        Assert.True(first > 36 * Megabyte);
        Assert.Equal(first, MostUsed());

        long MostUsed() => PooledTensorMemory.MostUsedBy(() =>
        {
            using (NewDisposeScope()) rig.Direction(optimizer);
        });
    }

    /// <summary>Four convolutions whose weights, displaced for each example, take 36 MiB each, with activations of half a MiB.</summary>
    [Theory]
    [InlineData("1-sam", 1)]
    [InlineData("m-sam", 2)]
    public void What_a_step_takes_is_bounded(string rule, int groupSize)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64,
            "Without a pool nothing counts the bytes.");
        var options = new MSamOptions { Rho = 0.3, GroupSize = groupSize };
        IOptimizer optimizer = rule == "1-sam" ? new OneSam(options) : new MSam(options);
        using var scope = NewDisposeScope();
        manual_seed(4);
        var layers = Enumerable.Range(0, 4)
            .SelectMany(_ => new nn.Module<Tensor, Tensor>[] { nn.Conv2d(256, 256, 3, padding: 1, groups: 2), nn.ReLU() });
        using var model = nn.Sequential([.. layers, nn.Flatten(), nn.Linear(256 * 16, 5)]);
        var (inputs, labels) = (randn(32, 256, 4, 4), randint(0, 5, [32], ScalarType.Int64));

        var (free, expected) = Measure(1 << 20);
        var (bounded, same) = Measure(16);

        output.WriteLine($"{free / Megabyte} MiB without a bound, {bounded / Megabyte} with a budget of 16.");
        TensorAssert.Close(expected, same, 1e-5);
        // The measure sees what is to be bounded; and beside the budget there are the weights' gradients, 5 MiB, and tensors of the size of
        // activations.
        Assert.True(free > 4 * 36L * Megabyte / options.GroupSize);
        Assert.True(bounded < (16 + 20) * Megabyte);

        (long Bytes, Tensor Direction) Measure(long budget)
        {
            using var rig = new OptimizerRig(model, inputs, labels, new GradientsOptions { MemoryBudget = budget });
            rig.Direction(optimizer);
            Tensor? result = null;
            var bytes = PooledTensorMemory.MostUsedBy(() => result = rig.Direction(optimizer));
            return (bytes, result!.DetachFromDisposeScope());
        }
    }

    /// <summary>A matrix of 2 MiB, displaced for each of 32 examples or 16 groups of two, in a layer that runs alone.</summary>
    [Theory]
    [InlineData("1-sam", 1)]
    [InlineData("m-sam", 2)]
    public void What_a_layer_that_runs_alone_takes_is_bounded(string rule, int groupSize)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64,
            "Without a pool nothing counts the bytes.");
        var options = new MSamOptions { Rho = 0.3, GroupSize = groupSize };
        IOptimizer optimizer = rule == "1-sam" ? new OneSam(options) : new MSam(options);
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var model = nn.Sequential(nn.Linear(8, 724), nn.Tanh(), new Hesitant(724), nn.Linear(724, 5));
        var (inputs, labels) = (randn(32, 8), randint(0, 5, [32], ScalarType.Int64));

        var (free, expected) = Measure(1 << 20);
        var (bounded, same) = Measure(16);

        output.WriteLine($"{free / Megabyte} MiB without a bound, {bounded / Megabyte} with a budget of 16.");
        TensorAssert.Close(expected, same, 1e-5);
        Assert.True(free > 2 * 32L * 2 * Megabyte / options.GroupSize);
        // Beside the budget there are the weights' gradient, its sum, what is put back and what the layer makes, 2 MiB each.
        Assert.True(bounded < (16 + 12) * Megabyte);

        (long Bytes, Tensor Direction) Measure(long budget)
        {
            using var rig = new OptimizerRig(model, inputs, labels, new GradientsOptions { MemoryBudget = budget });
            rig.Direction(optimizer);
            Tensor? result = null;
            var bytes = PooledTensorMemory.MostUsedBy(() => result = rig.Direction(optimizer));
            return (bytes, result!.DetachFromDisposeScope());
        }
    }

    /// <summary>A matrix of the layer's own; the layer decides by an example's numbers, so that it takes one example at a time.</summary>
    private sealed class Hesitant : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter _matrix;

        public Hesitant(long features)
            : base(nameof(Hesitant))
        {
            _matrix = nn.Parameter(randn(features, features) / Math.Sqrt(features));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => input.isnan().any().ToBoolean() ? input : input.matmul(_matrix.sin()).tanh();
    }

    private sealed class HesitantRule : IGradientRule
    {
        public bool AppliesTo(nn.Module<Tensor, Tensor> layer) => layer is Hesitant;

        public Tensor Output(nn.Module<Tensor, Tensor> layer, Tensor input, IReadOnlyDictionary<string, Tensor> weights) =>
            input.unsqueeze(1).bmm(weights["_matrix"].sin()).squeeze(1).tanh();

        public (nn.Module<Tensor, Tensor> Layer, Tensor Input) Sample() => (new Hesitant(3), randn(4, 3));
    }

    /// <summary>A model that can be made to change what its second layer has taken.</summary>
    private sealed class Careless : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d _first = nn.Conv2d(2, 24, 3, padding: 1, dtype: ScalarType.Float64);
        private readonly Conv2d _second = nn.Conv2d(24, 24, 3, padding: 1, dtype: ScalarType.Float64);
        private readonly Linear _last = nn.Linear(24 * 81, 5, dtype: ScalarType.Float64);

        public Careless()
            : base(nameof(Careless)) => RegisterComponents();

        public bool ChangesInPlace { get; set; }

        public override Tensor forward(Tensor input)
        {
            // Its gradient does not need its value.
            var hidden = _first.call(input).sin();
            var output = _second.call(hidden);
            if (ChangesInPlace) hidden.add_(1);
            return _last.call(output.flatten(1));
        }
    }
}
