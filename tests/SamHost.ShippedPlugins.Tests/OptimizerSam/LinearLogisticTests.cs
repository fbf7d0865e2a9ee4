using SamHost.Contracts.Data;
using SamHost.Plugins.ModelLinear;
using SamHost.Plugins.OptimizerSam;
using SamHost.Plugins.OptimizerSgd;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.OptimizerSam;

/// <summary>
/// The linear logistic model l = -log sigmoid(z), z = t &lt;w, x&gt;, where everything has a closed form. Baek, Kolter, Raghunathan, ICLR
/// 2024 (arXiv 2405.03676), section 3.
/// </summary>
public sealed class LinearLogisticTests : IDisposable
{
    private const int Count = 40;
    private const int Dimension = 6;
    private readonly IDisposable _scope = NewDisposeScope();
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly double[] _weights;
    private readonly double[][] _inputs;
    private readonly double[] _signs;

    public LinearLogisticTests()
    {
        _model = new LinearBuilder(new LinearOptions { Bias = false, InitialStd = 1 }).Build(new DataShape([Dimension], 2), seed: 3)
            .to(ScalarType.Float64);
        _weights = _model.parameters().Single().data<double>().ToArray();
        var random = new Random(4);
        _inputs =
            [.. Enumerable.Range(0, Count).Select(_ => Enumerable.Range(0, Dimension).Select(_ => 4 * random.NextDouble() - 2).ToArray())];
        _signs = [.. Enumerable.Range(0, Count).Select(index => index % 2 == 0 ? -1.0 : 1.0)];
    }

    public void Dispose()
    {
        _model.Dispose();
        _scope.Dispose();
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.05)]
    [InlineData(1.5)]
    public void The_weight_of_1_SAM_is_the_ratio_of_two_sigmoids(double rho)
    {
        using var rig = Rig();

        var (direction, results) = rig.Step(new OneSam(new SamOptions { Rho = rho }));

        using var owned = results;
        for (var i = 0; i < Count; i++)
        {
            var expected = Sigmoid(-Margin(i) + rho * Norm(i)) / Sigmoid(-Margin(i));
            TensorAssert.Close(expected, results.Weight![i].ToDouble());
            // The Jacobian x does not depend on w: all of the weight is in the logit.
            TensorAssert.Close(expected, results.LogitWeight[i].ToDouble());
            TensorAssert.Close(Sigmoid(-Margin(i)) * Norm(i), results.GradientNorm![i].ToDouble());
        }

        TensorAssert.Close(MeanGradient(i => Sigmoid(-Margin(i) + rho * Norm(i))), direction);
    }

    [Fact]
    public void Among_inputs_of_one_length_the_weight_of_1_SAM_increases_strictly_with_the_margin()
    {
        for (var i = 0; i < Count; i++)
        {
            var norm = Norm(i);
            _inputs[i] = [.. _inputs[i].Select(value => value * 2 / norm)];
        }

        using var rig = Rig();
        using var results = rig.Step(new OneSam(new SamOptions { Rho = 0.3 })).Results;

        var weights = Enumerable.Range(0, Count).OrderBy(Margin).Select(i => results.Weight![i].ToDouble()).ToList();
        // From hardly more than 1 where the label is badly missed to nearly e^(rho ||x||) where it is well met.
        Assert.True(weights[0] > 1 && weights[^1] < Math.Exp(0.6));
        Assert.All(weights.Zip(weights.Skip(1)), pair => Assert.True(pair.First < pair.Second, $"{pair}"));
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(1.5)]
    public void L_SAM_is_1_SAM_and_J_SAM_is_SGD(double rho)
    {
        using var rig = Rig();
        var options = new SamOptions { Rho = rho };
        var (oneSam, sgd) = (rig.Direction(new OneSam(options)), rig.Direction(new Sgd()));

        TensorAssert.Close(MeanGradient(i => Sigmoid(-Margin(i))), sgd);
        TensorAssert.Close(oneSam, rig.Direction(new LSam(options)));
        TensorAssert.Close(sgd, rig.Direction(new JSam(options)));
        Assert.True((oneSam - sgd).norm().ToDouble() > 1e-3);
    }

    [Fact]
    public void N_SAM_moves_every_margin_along_the_batch_gradient()
    {
        const double rho = 0.4;
        using var rig = Rig();
        var gradient = MeanGradient(i => Sigmoid(-Margin(i))).data<double>().ToArray();
        var length = Math.Sqrt(gradient.Sum(value => value * value));

        var direction = rig.Direction(new NSam(new SamOptions { Rho = rho }));

        TensorAssert.Close(MeanGradient(i => Sigmoid(-Margin(i) - _signs[i] * rho / length * Dot(_inputs[i], gradient))), direction);
    }

    private OptimizerRig Rig() => new(
        _model,
        tensor(_inputs.SelectMany(input => input).ToArray()).reshape(Count, Dimension),
        tensor(_signs.Select(sign => sign > 0 ? 1L : 0L).ToArray()));

    /// <summary>mean_i -t_i x_i scale(i).</summary>
    private Tensor MeanGradient(Func<int, double> scale) => tensor(Enumerable.Range(0, Dimension)
        .Select(k => Enumerable.Range(0, Count).Average(i => -_signs[i] * _inputs[i][k] * scale(i))).ToArray());

    private double Margin(int i) => _signs[i] * Dot(_weights, _inputs[i]);

    private double Norm(int i) => Math.Sqrt(Dot(_inputs[i], _inputs[i]));

    private static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();

    private static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));
}
