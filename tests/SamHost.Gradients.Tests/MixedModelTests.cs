using SamHost.Plugins.OptimizerSam;
using SamHost.TestSupport;
using static TorchSharp.torch;

namespace SamHost.Gradients.Tests;

/// <summary>
/// Models that mix layers with rules and all that has none, without the loop over the whole model: every rule, every per-example result,
/// against the one-example-at-a-time reference, in float64.
/// </summary>
public class MixedModelTests
{
    private const int Size = 6;

    public static TheoryData<string, Func<nn.Module<Tensor, Tensor>>, Func<Tensor>> Models => new()
    {
        { "vision transformer", () => new MixedModels.VisionTransformer(), () => randn([Size, 1, 6, 6], ScalarType.Float64) },
        { "tied characters", () => new MixedModels.TiedCharacters(), () => randint(0, 5, [Size, 7], ScalarType.Int64) },
        { "U-shaped", () => new MixedModels.UShaped(), () => randn([Size, 1, 4, 4], ScalarType.Float64) },
        { "gated perceptron", () => new MixedModels.GatedPerceptron(), () => randn([Size, 4], ScalarType.Float64) },
        { "time first", () => new MixedModels.TimeFirst(), () => randn([Size, 4, 3], ScalarType.Float64) },
        { "gain", () => new SampleModels.Gain(5, 3), () => randn([Size, 5], ScalarType.Float64) },
        { "hidden", () => new SampleModels.Hidden(5, 3), () => randn([Size, 5], ScalarType.Float64) },
        { "tied", () => new SampleModels.Tied(5, 3), () => randn([Size, 5], ScalarType.Float64) },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Are_exact_and_fast(string name, Func<nn.Module<Tensor, Tensor>> build, Func<Tensor> inputs)
    {
        Assert.NotEmpty(name);
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var model = build();
        var logger = new ListLogger();
        using var rig = new OptimizerRig(model, inputs(), randint(0, 3, [Size], ScalarType.Int64), logger: logger);

        ExactnessTests.CheckAll(rig, rho: 0.3, groupSize: 4);

        Assert.Empty(logger.Lines);
    }

    public static TheoryData<Func<nn.Module<Tensor, Tensor>>, long[]> Deceptive => new()
    {
        { () => new MixedModels.TwoHalves(), [Size, 5, 6] },
        { () => new MixedModels.ZeroAttention(), [Size, 5, 4] },
    };

    [Theory]
    [MemberData(nameof(Deceptive))]
    public void Stay_exact_where_sequences_are_in_another_order_and_where_options_cannot_be_seen(
        Func<nn.Module<Tensor, Tensor>> build, long[] shape)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var model = build();
        using var rig = new OptimizerRig(
            model, randn(shape, ScalarType.Float64), randint(0, 3, [Size], ScalarType.Int64), logger: new ListLogger());

        ExactnessTests.CheckAll(rig, rho: 0.3, groupSize: 4);
    }

    [Fact]
    public void Are_the_same_in_chunks()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var model = new MixedModels.VisionTransformer(width: 64, heads: 4, depth: 1);
        var (inputs, labels) = (randn([Size, 1, 6, 6], ScalarType.Float64), randint(0, 3, [Size], ScalarType.Int64));
        using var whole = new OptimizerRig(model, inputs, labels);
        var expected = whole.Direction(new OneSam(new() { Rho = 0.3 }));
        whole.Gradients.Dispose();
        using var chunked = new OptimizerRig(model, inputs, labels, new GradientsOptions { MemoryBudget = 1, Strict = true });

        TensorAssert.Close(expected, chunked.Direction(new OneSam(new() { Rho = 0.3 })));
    }
}
