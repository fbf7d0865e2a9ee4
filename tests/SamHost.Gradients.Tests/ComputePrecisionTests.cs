using SamHost.Contracts.Plugins;
using SamHost.Gradients.Precision;
using static TorchSharp.torch;

namespace SamHost.Gradients.Tests;

public sealed class ComputePrecisionTests : IDisposable
{
    private readonly IDisposable _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Weights_become_double_and_what_counts_or_is_frozen_stays_so()
    {
        using var model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2));
        model.parameters().First().requires_grad = false;
        var before = model.parameters().First().to(ScalarType.Float64).data<double>().ToArray();

        ComputePrecision.Float64.Convert(model);

        Assert.All(model.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        Assert.Equal(ScalarType.Int64, model.state_dict()["1.num_batches_tracked"].dtype);
        Assert.False(model.parameters().First().requires_grad);
        Assert.Equal(before, model.parameters().First().data<double>().ToArray());
        Assert.Equal(ScalarType.Float64, ComputePrecision.Float64.Run(model, ComputePrecision.Float64.Inputs(randn(5, 3))).dtype);
    }

    [Fact]
    public void Tokens_stay_what_they_are() =>
        Assert.Equal(ScalarType.Int64, ComputePrecision.Float64.Inputs(arange(3, ScalarType.Int64)).dtype);

    [Fact]
    public void A_weight_that_two_layers_share_is_not_made_two()
    {
        var (first, second) = (nn.Linear(4, 4), nn.Linear(4, 4));
        second.weight = first.weight;
        using var model = nn.Sequential(first, second);

        Assert.Throws<ComponentException>(() => ComputePrecision.Float64.Convert(model));
    }
}
