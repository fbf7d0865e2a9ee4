using SamHost.Contracts.Data;
using SamHost.Contracts.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.TestSupport;

/// <summary>What holds for every model, whatever it computes.</summary>
internal static class ModelChecks
{
    /// <summary>Builds a model from a seed.</summary>
    public static nn.Module<Tensor, Tensor> Build(this IModelBuilder builder, DataShape shape, long seed)
    {
        manual_seed(seed);
        return builder.Build(shape);
    }

    /// <summary>The number of trainable parameters.</summary>
    public static long ParameterCount(this nn.Module model) => model.parameters().Sum(parameter => parameter.numel());

    /// <summary>A parameter by its name, as a flat array in float64.</summary>
    public static double[] Weights(this nn.Module model, string name) =>
        model.state_dict()[name].to(ScalarType.Float64).data<double>().ToArray();

    /// <summary>Normal inputs of a shape: [count, ...].</summary>
    public static Tensor Inputs(DataShape shape, int count, ScalarType dtype = ScalarType.Float64) =>
        randn([count, .. shape.InputShape], dtype);

    /// <summary>
    /// Asserts: logits are [B, LogitCount]; they are float32 for float32 inputs; all submodules run their hooks; the same seed gives the
    /// same weights and another seed others; every parameter gets a gradient; a pass leaves no tensor beside its dispose scope, a disposed
    /// model none of its own.
    /// </summary>
    public static void AssertModel(IModelBuilder builder, DataShape shape)
    {
        using var scope = NewDisposeScope();
        using var model = builder.Build(shape, seed: 1);
        using var same = builder.Build(shape, seed: 1);
        using var other = builder.Build(shape, seed: 2);
        AssertSameWeights(model, same, other);
        AssertHooksRun(model, shape);

        var logits = model.call(Inputs(shape, 3, ScalarType.Float32));
        Assert.Equal([3, shape.LogitCount], logits.shape);
        Assert.Equal(ScalarType.Float32, logits.dtype);

        // A random direction in the logits: no weight is left without a gradient by chance.
        (logits * randn_like(logits)).sum().backward();
        foreach (var (name, parameter) in model.named_parameters())
            Assert.True(parameter.grad is { } grad && grad.abs().max().item<float>() > 0, $"{name} has no gradient.");

        AssertNothingIsLeft(model, shape);
    }

    /// <summary>Asserts, in float64, that each example's logits are the same in another order and another batch.</summary>
    public static void AssertExamplesAreApart(IModelBuilder builder, DataShape shape)
    {
        using var scope = NewDisposeScope();
        using var model = builder.Build(shape, seed: 1).to(ScalarType.Float64);
        Assert.True(LogitsDependOnTheBatch(model, shape) < 1e-10);
    }

    /// <summary>The largest change of a logit when examples are reordered and some left out, in units of the largest logit.</summary>
    public static double LogitsDependOnTheBatch(nn.Module<Tensor, Tensor> model, DataShape shape)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var inputs = Inputs(shape, 6);
        var chosen = tensor(new long[] { 4, 0, 3 });
        var logits = model.call(inputs);
        var difference = model.call(inputs.index_select(0, chosen)) - logits.index_select(0, chosen);
        return (difference.abs().max() / logits.abs().max()).item<double>();
    }

    private static void AssertSameWeights(nn.Module model, nn.Module same, nn.Module other)
    {
        foreach (var ((name, parameter), (_, twin)) in model.named_parameters().Zip(same.named_parameters()))
            Assert.True(parameter.Equals(twin), $"{name} differs between two models of one seed.");
        Assert.Contains(model.parameters().Zip(other.parameters()), pair => !pair.First.Equals(pair.Second));
    }

    // forward() of a submodule would skip its hooks, which per-example gradients need.
    private static void AssertHooksRun(nn.Module<Tensor, Tensor> model, DataShape shape)
    {
        var layers = model.named_modules().Where(entry => entry.module is nn.Module<Tensor, Tensor>).DistinctBy(entry => entry.module)
            .ToList();
        Assert.Equal(model.parameters().Count(), layers.Sum(layer => layer.module.parameters(recurse: false).Count()));

        var seen = new HashSet<nn.Module>();
        var hooks = layers.ConvertAll(layer => ((nn.Module<Tensor, Tensor>)layer.module).register_forward_hook((module, _, output) =>
        {
            seen.Add(module);
            return output;
        }));
        using (no_grad())
            model.call(Inputs(shape, 2, ScalarType.Float32)).Dispose();
        hooks.ForEach(hook => hook.remove());

        foreach (var (name, layer) in layers)
            Assert.True(seen.Contains(layer), $"{name} was not invoked by call.");
    }

    private static void AssertNothingIsLeft(nn.Module<Tensor, Tensor> model, DataShape shape)
    {
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (NewDisposeScope())
            model.call(Inputs(shape, 2, ScalarType.Float32));
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        // The count goes on counting the empty wrappers from which TorchSharp makes parameters: look at the tensors instead.
        Tensor[] owned = [.. model.parameters(), .. model.buffers()];
        model.Dispose();
        Assert.All(owned, tensor => Assert.True(tensor.IsInvalid));
    }
}
