using SamHost.Contracts.Optimization;
using SamHost.Gradients;
using SamHost.Plugins.OptimizerSam;
using SamHost.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Tests.Gradients;

public class MemoryBudgetTests
{
    /// <summary>One MiB against gradients of many: every large layer works in chunks, with a last one that is smaller.</summary>
    [Theory]
    [InlineData("1-sam")]
    [InlineData("l-sam")]
    [InlineData("j-sam")]
    [InlineData("m-sam")]
    public void Chunks_change_nothing_but_the_rounding(string rule)
    {
        var options = new MSamOptions { Rho = 0.3, GroupSize = 3 };
        IOptimizer optimizer = rule switch { "1-sam" => new OneSam(options), "l-sam" => new LSam(options), "j-sam" => new JSam(options), _ => new MSam(options) };
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var model = nn.Sequential(
            nn.Conv2d(2, 24, 3, padding: 1), nn.ReLU(), nn.LayerNorm([24, 9, 9]), nn.Conv2d(24, 24, 3, padding: 1), nn.Flatten(), nn.Linear(24 * 81, 64), nn.Tanh(), nn.Linear(64, 5))
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
}
