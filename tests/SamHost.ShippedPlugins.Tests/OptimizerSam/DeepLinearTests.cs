using SamHost.Contracts.Data;
using SamHost.Contracts.Optimization;
using SamHost.Plugins.ModelLinear;
using SamHost.Plugins.OptimizerSam;
using SamHost.Plugins.OptimizerSgd;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.OptimizerSam;

/// <summary>
/// The two-layer deep linear network f = &lt;v, W x&gt; of Baek, Kolter, Raghunathan, ICLR 2024 (arXiv 2405.03676), section 4, where J-SAM
/// is SGD with a penalty on the activations z = W x and on the last layer's weights v.
/// </summary>
public sealed class DeepLinearTests : IDisposable
{
    private const int Count = 9;
    private const int Dimension = 5;
    private const int Hidden = 4;
    private readonly IDisposable _scope = NewDisposeScope();
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly double[] _w;
    private readonly double[] _v;
    private readonly double[][] _inputs;
    private readonly double[] _signs;

    public DeepLinearTests()
    {
        var builder = new DeepLinearBuilder(new DeepLinearOptions { Depth = 2, HiddenSize = Hidden, Bias = false, InitialStd = 0.7 });
        _model = builder.Build(new DataShape([Dimension], 2), seed: 5).to(ScalarType.Float64);
        _w = _model.Weights("layers.0.weight");
        _v = _model.Weights("layers.1.weight");
        var random = new Random(6);
        _inputs =
            [.. Enumerable.Range(0, Count).Select(_ => Enumerable.Range(0, Dimension).Select(_ => 2 * random.NextDouble() - 1).ToArray())];
        _signs = [.. Enumerable.Range(0, Count).Select(index => index % 3 == 0 ? -1.0 : 1.0)];
    }

    public void Dispose()
    {
        _model.Dispose();
        _scope.Dispose();
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(2.0)]
    public void J_SAM_descends_along_its_closed_form(double rho)
    {
        var descent = MeanOverExamples((x, z, t, error) =>
        {
            var jacobian = Math.Sqrt(Dot(z, z) + Dot(x, x) * Dot(_v, _v));
            return (
                (h, k) => error * (t * _v[h] - rho / jacobian * z[h]) * x[k],
                h => error * (t * z[h] - rho * Dot(x, x) / jacobian * _v[h]));
        });

        TensorAssert.Close(-descent, Direction(new JSam(new SamOptions { Rho = rho })));
    }

    [Fact]
    public void Regularised_SGD_adds_the_two_penalties_with_weights_of_its_own()
    {
        var options = new RegularizedSgdOptions { GammaActivations = 0.3, GammaWeights = 0.2 };
        var descent = MeanOverExamples((x, z, t, error) => (
            (h, k) => (error * t * _v[h] - options.GammaActivations * z[h]) * x[k],
            h => error * t * z[h] - options.GammaWeights * _v[h]));

        TensorAssert.Close(-descent, Direction(new RegularizedSgd(options)));
    }

    private delegate (Func<int, int, double> OfW, Func<int, double> OfV) Closed(double[] x, double[] z, double t, double error);

    /// <summary>The mean of a closed form over the examples, W row by row and then v; <c>error</c> is sigmoid(-t f).</summary>
    private Tensor MeanOverExamples(Closed form)
    {
        var mean = new double[Hidden * Dimension + Hidden];
        for (var i = 0; i < Count; i++)
        {
            var x = _inputs[i];
            double[] z = [.. Enumerable.Range(0, Hidden).Select(h => Dot(_w[(h * Dimension)..((h + 1) * Dimension)], x))];
            var (ofW, ofV) = form(x, z, _signs[i], 1 / (1 + Math.Exp(_signs[i] * Dot(_v, z))));
            for (var h = 0; h < Hidden; h++)
            {
                for (var k = 0; k < Dimension; k++) mean[h * Dimension + k] += ofW(h, k) / Count;
                mean[Hidden * Dimension + h] += ofV(h) / Count;
            }
        }

        return tensor(mean);
    }

    private Tensor Direction(IOptimizer optimizer)
    {
        using var rig = new OptimizerRig(
            _model,
            tensor(_inputs.SelectMany(input => input).ToArray()).reshape(Count, Dimension),
            tensor(_signs.Select(sign => sign > 0 ? 1L : 0L).ToArray()));
        return rig.Direction(optimizer).MoveToOuterDisposeScope();
    }

    private static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();
}
