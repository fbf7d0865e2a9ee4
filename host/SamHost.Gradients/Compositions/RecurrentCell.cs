using static TorchSharp.torch;

namespace SamHost.Gradients.Compositions;

/// <summary>What a recurrent layer does in one step with what its two linear maps, of the input and of the hidden state, give.</summary>
/// <param name="Blocks">How many blocks of the hidden state's size the maps give.</param>
/// <param name="HasMemory">Whether there is a cell state beside the hidden state.</param>
/// <param name="Step">
/// The map of the input, that of the hidden state, [N, blocks * features] both, the hidden state and the cell state, [N, features] both, to
/// the two states after the step.
/// </param>
internal sealed record RecurrentCell(
    int Blocks, bool HasMemory, Func<Tensor, Tensor, Tensor, Tensor?, (Tensor Hidden, Tensor? Memory)> Step)
{
    /// <summary>A gated recurrent unit (Cho et al. 2014, arXiv 1406.1078), in cuDNN's form.</summary>
    public static RecurrentCell Gru { get; } = new(3, HasMemory: false, (ofInput, ofHidden, hidden, _) =>
    {
        var size = hidden.shape[1];
        var gates = (ofInput.narrow(1, 0, 2 * size) + ofHidden.narrow(1, 0, 2 * size)).sigmoid();
        var candidate = ofInput.narrow(1, 2 * size, size)
            .addcmul(gates.narrow(1, 0, size), ofHidden.narrow(1, 2 * size, size), 1).tanh();
        return (candidate.addcmul(gates.narrow(1, size, size), hidden - candidate, 1), null);
    });

    /// <summary>Long short-term memory (Hochreiter and Schmidhuber 1997), with forget gates and without peepholes.</summary>
    public static RecurrentCell Lstm { get; } = new(4, HasMemory: true, (ofInput, ofHidden, hidden, memory) =>
    {
        var size = hidden.shape[1];
        var sum = ofInput + ofHidden;
        var kept = sum.narrow(1, 0, 2 * size).sigmoid();
        var next = (kept.narrow(1, size, size) * memory!).addcmul(kept.narrow(1, 0, size), sum.narrow(1, 2 * size, size).tanh(), 1);
        return (sum.narrow(1, 3 * size, size).sigmoid() * next.tanh(), next);
    });

    /// <summary>The plain recurrent layer (Elman 1990) with tanh.</summary>
    public static RecurrentCell Tanh { get; } =
        new(1, HasMemory: false, (ofInput, ofHidden, _, _) => ((ofInput + ofHidden).tanh(), null));

    /// <summary>The plain recurrent layer with ReLU.</summary>
    public static RecurrentCell Relu { get; } =
        new(1, HasMemory: false, (ofInput, ofHidden, _, _) => ((ofInput + ofHidden).relu(), null));
}
