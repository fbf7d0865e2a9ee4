using SamHost.Contracts.Gradients;
using SamHost.Contracts.Optimization;
using SamHost.Plugins.OptimizerSam;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Gradients.Tests;

/// <summary>Examples so confident that single precision needs care, held to double precision.</summary>
public sealed class SinglePrecisionTests : IDisposable
{
    private readonly IDisposable _scope = NewDisposeScope();

    public SinglePrecisionTests() => manual_seed(5);

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    public void The_logit_scale_of_a_sure_example_does_not_cancel(long logitCount)
    {
        // Leads of the label's logit from 0 to 84, where 1 - p is e^-84, 3e-37.
        var leads = arange(0, 85, ScalarType.Float32).unsqueeze(1);
        var logits = logitCount == 1 ? leads : cat([leads, rand(85, logitCount - 1)], 1);
        var labels = full([85], logitCount == 1 ? 1 : 0, ScalarType.Int64);

        var scales = LogitLoss.Scales(logits, labels).to(ScalarType.Float64);

        var error = (scales - LogitLoss.Scales(logits.to(ScalarType.Float64), labels)).abs()
            / LogitLoss.Scales(logits.to(ScalarType.Float64), labels).abs();
        Assert.True(error.max().ToDouble() < 1e-5, $"{error.max().ToDouble()}");
    }

    [Fact]
    public void The_logit_scales_of_an_example_add_up_to_nothing() =>
        Assert.True(LogitLoss.Scales(randn(50, 7) * 30, randint(0, 7, [50], ScalarType.Int64)).sum([1L]).abs().max().ToSingle() < 1e-6f);

    /// <summary>Norms of 1e-7 to 1e-37, whose squares are zero in single precision.</summary>
    [Theory]
    [InlineData("1-sam")]
    [InlineData("n-sam")]
    [InlineData("m-sam")]
    [InlineData("loop")]
    public void Tiny_gradients_have_norms_and_perturbations(string rule)
    {
        foreach (var lead in new[] { 20.0, 50, 60, 80 })
        {
            nn.Module<Tensor, Tensor> model = rule == "loop" ? new SampleModels.Gain(5, 3) : SampleModels.Mlp(5, 7, 3);
            model.to(ScalarType.Float32);
            var inputs = randn(6, 5);
            using (no_grad())
            {
                // The first class is sure: for all examples alike, up to a factor.
                if (rule == "loop")
                    model.parameters()
                        .Single(parameter => parameter.dim() == 1 && parameter.shape[0] == 3 && parameter.min().ToSingle() >= 0.5f)
                        .copy_(tensor(new[] { (float)lead, 1, 1 }));
                else
                    model.parameters().Last().copy_(tensor(new[] { (float)lead, 0, 0 }));
            }

            var options = new MSamOptions { Rho = 0.05, GroupSize = 2 };
            IOptimizer optimizer = rule switch { "n-sam" => new NSam(options), "m-sam" => new MSam(options), _ => new OneSam(options) };
            var (direction, results) = Step(model, inputs);
            model.to(ScalarType.Float64);
            var (expected, expectedResults) = Step(model, inputs.to(ScalarType.Float64));

            Close(expected, direction);
            Close(expectedResults.GradientNorm, results.GradientNorm);
            Close(expectedResults.Weight, results.Weight);
            Close(expectedResults.LogitWeight, results.LogitWeight);

            (Tensor Direction, PerExampleResults Results) Step(nn.Module<Tensor, Tensor> one, Tensor data)
            {
                using var rig = new OptimizerRig(one, data, zeros(6, ScalarType.Int64));
                var (vector, found) = rig.Step(optimizer);
                return (vector.DetachFromDisposeScope(), found);
            }
        }

        static void Close(Tensor? expected, Tensor? actual)
        {
            Assert.Equal(expected is null, actual is null);
            if (expected is not null) TensorAssert.Close(expected, actual!.to(ScalarType.Float64), 1e-3);
        }
    }

    [Fact]
    public void A_weight_beyond_the_numbers_of_its_type_is_the_largest_of_them()
    {
        using var model = nn.Linear(1, 2, hasBias: false);
        using (no_grad()) model.weight.copy_(tensor(new[] { 90f, 0 }).unsqueeze(1));
        using var rig = new OptimizerRig(model, ones(1, 1), zeros(1, ScalarType.Int64));

        var (_, results) = rig.Step(new OneSam(new() { Rho = 200 }));

        Assert.Equal(float.MaxValue, results.LogitWeight.ToSingle());
        Assert.Equal(float.MaxValue, results.Weight!.ToSingle());
    }
}
