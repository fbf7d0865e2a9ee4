using static TorchSharp.torch;

namespace SamHost.Gradients.Passes;

/// <summary>
/// The model's weights displaced by rho along a gradient, until it is disposed: then they are what they were, bit for bit.
/// </summary>
internal sealed class ShiftedWeights : IDisposable
{
    // Many small operations, of which each takes TorchSharp as long as libtorch. None that a compiler of scripts could join on a GPU, whose
    // first runs would then have other last bits.
    private static readonly Lazy<jit.CompilationUnit> Script = new(() => jit.compile(
        """
        def squared_norm(tensors: List[Tensor], like: Tensor) -> Tensor:
            squares = [like.new_zeros([])]
            for tensor in tensors:
                squares.append(tensor.square().sum())
            return torch.stack(squares).sum()

        def copies(weights: List[Tensor]) -> List[Tensor]:
            return [weight.detach().clone() for weight in weights]

        def displace(weights: List[Tensor], gradients: List[Tensor], step_size: Tensor) -> None:
            for weight, gradient in zip(weights, gradients):
                weight.addcmul_(gradient, step_size)

        def put_back(weights: List[Tensor], originals: List[Tensor]) -> None:
            for weight, original in zip(weights, originals):
                weight.copy_(original)

        """));

    private readonly Tensor[] _weights;
    private Tensor[] _originals = [];

    /// <summary>Displaces the weights.</summary>
    /// <param name="parameters">The weights.</param>
    /// <param name="gradients">The gradient in each; null where it is zero.</param>
    /// <param name="rho">The length of the displacement. A gradient of norm zero displaces nothing.</param>
    public ShiftedWeights(IReadOnlyList<Tensor> parameters, IReadOnlyList<Tensor?> gradients, double rho)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        _weights = [.. parameters.Zip(gradients).Where(pair => pair.Second is not null).Select(pair => pair.First)];
        if (_weights.Length == 0) return;
        var along = gradients.OfType<Tensor>().ToArray();
        var stepSize = StepSize(SquaredNorm(along, _weights[0]), rho);
        object weights = _weights;
        _originals = (Tensor[])Script.Value.invoke("copies", weights);
        foreach (var original in _originals) original.DetachFromDisposeScope();
        try
        {
            Script.Value.invoke("displace", weights, along, stepSize);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether the weights are displaced.</summary>
    public bool IsInForce => _originals.Length > 0;

    /// <summary>The squared norm over several tensors together, null standing for zeros: a scalar.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="like">Has the scalar's type and device.</param>
    public static Tensor SquaredNorm(IEnumerable<Tensor?> tensors, Tensor like) =>
        (Tensor)Script.Value.invoke("squared_norm", tensors.OfType<Tensor>().ToArray(), like);

    /// <summary>rho / norm, and 0 where the norm is 0.</summary>
    public static Tensor StepSize(Tensor squaredNorm, double rho) =>
        where(squaredNorm > 0, rho * squaredNorm.rsqrt(), zeros_like(squaredNorm));

    public void Dispose()
    {
        if (!IsInForce) return;
        using var _ = no_grad();
        Script.Value.invoke("put_back", _weights, _originals);
        foreach (var original in _originals) original.Dispose();
        _originals = [];
    }
}
