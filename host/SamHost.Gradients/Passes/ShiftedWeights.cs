using static TorchSharp.torch;

namespace SamHost.Gradients.Passes;

/// <summary>
/// The model's weights displaced by rho along a gradient, until it is disposed: then they are what they were, bit for bit.
/// </summary>
internal sealed class ShiftedWeights : IDisposable
{
    private readonly List<(Tensor Parameter, Tensor Original)> _originals = [];

    /// <summary>Displaces the weights.</summary>
    /// <param name="parameters">The weights.</param>
    /// <param name="gradients">The gradient in each; null where it is zero.</param>
    /// <param name="rho">The length of the displacement. A gradient of norm zero displaces nothing.</param>
    public ShiftedWeights(IReadOnlyList<Tensor> parameters, IReadOnlyList<Tensor?> gradients, double rho)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        if (gradients.All(gradient => gradient is null)) return;
        var stepSize = StepSize(SquaredNorm(gradients, parameters[0]), rho);
        try
        {
            for (var i = 0; i < parameters.Count; i++)
            {
                if (gradients[i] is not { } gradient) continue;
                _originals.Add((parameters[i], parameters[i].detach().clone().DetachFromDisposeScope()));
                parameters[i].addcmul_(gradient, stepSize, 1);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether the weights are displaced.</summary>
    public bool IsInForce => _originals.Count > 0;

    /// <summary>The squared norm over several tensors together, null standing for zeros: a scalar.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="like">Has the scalar's type and device.</param>
    public static Tensor SquaredNorm(IEnumerable<Tensor?> tensors, Tensor like) =>
        stack([like.new_zeros([]), .. tensors.OfType<Tensor>().Select(tensor => tensor.square().sum())]).sum();

    /// <summary>rho / norm, and 0 where the norm is 0.</summary>
    public static Tensor StepSize(Tensor squaredNorm, double rho) =>
        where(squaredNorm > 0, rho * squaredNorm.rsqrt(), zeros_like(squaredNorm));

    public void Dispose()
    {
        using var _ = no_grad();
        foreach (var (parameter, original) in _originals)
        {
            parameter.copy_(original);
            original.Dispose();
        }

        _originals.Clear();
    }
}
