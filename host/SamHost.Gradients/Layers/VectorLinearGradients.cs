using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// The gradients of a linear layer that each example uses once, on one feature vector: d_i a_i^T, never built. Squared norm (||a_i||^2 + 1)
/// ||d_i||^2; the displacement of the output is s_i (&lt;x_i, a_i&gt; + 1) d_i.
/// </summary>
internal sealed class VectorLinearGradients : LayerGradients
{
    private readonly Parameter _weight;
    private readonly Parameter? _bias;
    private readonly double _ofBias;

    // a and d: [B, features in] and [B, features out].
    private readonly Tensor _inputs;
    private readonly Tensor _outputGradients;
    private readonly Tensor? _dataOutput;

    // ||a_i||^2 + 1: [B].
    private readonly Tensor _products;

    /// <param name="weight">W. Borrowed.</param>
    /// <param name="bias">b; null where there is none. Borrowed.</param>
    /// <param name="call">Its only call. Borrowed.</param>
    /// <param name="isBiasTrained">Whether there is a trainable bias.</param>
    public VectorLinearGradients(Parameter weight, Parameter? bias, LayerCall call, bool isBiasTrained)
    {
        _weight = weight;
        _bias = bias;
        _ofBias = isBiasTrained ? 1 : 0;
        _inputs = Hold(call.Input);
        _outputGradients = Hold(call.OutputGradient);
        if (call.DataOutput is { } output) _dataOutput = Hold(output);
        _products = Hold(Lengths(_inputs).square() + _ofBias);
    }

    public override Tensor SquaredNorms() => _products * Lengths(_outputGradients).square();

    public override Tensor PerturbedOutput(Tensor input, Tensor stepSizes)
    {
        // A first layer sees the same data in both passes: in a perceptron that is the greater part of a pass.
        if (_dataOutput is not null && SameMemory.Holds(input, _inputs))
            return _dataOutput.addcmul(_outputGradients, (_products * stepSizes).unsqueeze(1), 1);
        using var weight = LinearRule.Matrix(_weight);
        using var bias = _bias?.detach();
        var products = (input * _inputs).sum([1L], keepdim: true) + _ofBias;
        return nn.functional.linear(input, weight, bias).addcmul(_outputGradients, products * stepSizes.unsqueeze(1), 1);
    }

    private static Tensor Lengths(Tensor vectors) => linalg.vector_norm(vectors, 2, [1L]);
}
