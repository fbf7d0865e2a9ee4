using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>
/// Watches which linear layer a model calls last, and the norm of what goes into it: the two that J-SAM's derived penalty holds down in a
/// network of two layers (Baek, Kolter, Raghunathan, ICLR 2024, arXiv 2405.03676). Until it is disposed.
/// </summary>
public sealed class LastLinearLayer : IDisposable
{
    private readonly List<Action> _removals = [];
    private Linear? _last;
    private double _lastSum;
    private int _lastCount;
    private (double Sum, int Count) _total;

    /// <summary>Starts to watch.</summary>
    public LastLinearLayer(nn.Module<Tensor, Tensor> model)
    {
        foreach (var layer in model.modules().Prepend(model).OfType<Linear>().Distinct())
        {
            var hook = layer.register_forward_pre_hook((_, input) => See(layer, input));
            _removals.Add(hook.remove);
        }
    }

    /// <summary>The layer; null where there is none, or no pass yet.</summary>
    public Linear? Layer => _last;

    /// <summary>The mean 2-norm of an example's input of the last layer; null where there is no linear layer.</summary>
    public double? MeanInputNorm => _last is null ? null : _total.Sum / _total.Count;

    /// <summary>The 2-norm of the last layer's weight; null where there is no linear layer.</summary>
    public double? WeightNorm => _last?.weight!.detach().to(ScalarType.Float64).norm().ToDouble();

    /// <summary>A pass ended: the layer that was called last in it is the last one.</summary>
    public void EndPass()
    {
        _total = (_total.Sum + _lastSum, _total.Count + _lastCount);
        (_lastSum, _lastCount) = (0, 0);
    }

    public void Dispose()
    {
        foreach (var remove in _removals) remove();
    }

    private Tensor See(Linear layer, Tensor input)
    {
        using var scope = NewDisposeScope();
        _last = layer;
        _lastSum = input.detach().to(ScalarType.Float64).flatten(1).norm(1).sum().ToDouble();
        _lastCount = (int)input.size(0);
        return input;
    }
}
