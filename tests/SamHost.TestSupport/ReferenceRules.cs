using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.TestSupport;

/// <summary>
/// The gradient rules by their definitions: one example at a time, plain autograd, perturbed weights really written. Shares no code with
/// the engine. The measure of everything exact.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="inputs">[B, ...].</param>
/// <param name="labels">int64 [B].</param>
/// <param name="loss">The loss of an example, of its logits [1, C], label and index: a scalar; null for the cross-entropy.</param>
internal sealed class ReferenceRules(
    nn.Module<Tensor, Tensor> model, Tensor inputs, Tensor labels, Func<Tensor, int, int, Tensor>? loss = null)
{
    private readonly Parameter[] _parameters = [.. model.parameters().Where(parameter => parameter.requires_grad)];

    private int Size => (int)labels.shape[0];

    /// <summary>mean_i J_i(w_J)^T s_i(w_s), each of w_J and w_s being w or w + eps_i, with groups of m examples sharing eps.</summary>
    public Tensor Direction(double rho, int groupSize, bool perturbJacobian, bool perturbScale)
    {
        var sum = zeros(_parameters.Sum(parameter => parameter.numel()), ScalarType.Float64);
        for (var i = 0; i < Size; i++)
        {
            var epsilon = Epsilon(rho, i, groupSize);
            var scale = perturbScale ? At(epsilon, () => Scale(i)) : Scale(i);
            sum = sum + (perturbJacobian ? At(epsilon, () => PullBack(i, scale)) : PullBack(i, scale));
        }

        return sum / Size;
    }

    /// <summary>||g_i(w)||.</summary>
    public double GradientNorm(int i) => Gradient(i).norm().ToDouble();

    /// <summary>||g_i(w + eps_i)|| / ||g_i(w)||; 1 where there is no gradient.</summary>
    public double Weight(double rho, int i, int groupSize = 1) => GradientNorm(i) == 0
        ? 1
        : At(Epsilon(rho, i, groupSize), () => Gradient(i)).norm().ToDouble() / GradientNorm(i);

    /// <summary>||s_i(w + eps_i)|| / ||s_i(w)||.</summary>
    public double LogitWeight(double rho, int i, int groupSize = 1) =>
        (At(Epsilon(rho, i, groupSize), () => Scale(i)).norm() / Scale(i).norm()).ToDouble();

    private Tensor Epsilon(double rho, int i, int groupSize)
    {
        var first = i / groupSize * groupSize;
        var members = Enumerable.Range(first, Math.Min(groupSize, Size - first));
        var gradient = members.Select(Gradient).Aggregate((left, right) => left + right);
        var norm = gradient.norm().ToDouble();
        return norm == 0 ? zeros_like(gradient) : gradient * (rho / norm);
    }

    private Tensor Gradient(int i) => PullBack(i, Scale(i));

    private Tensor Scale(int i)
    {
        var logits = Logits(i).detach().requires_grad_();
        (loss?.Invoke(logits, Label(i), i) ?? CrossEntropy(logits, Label(i))).backward();
        return logits.grad!;
    }

    private int Label(int i) => (int)labels[i].item<long>();

    /// <summary>-log p_label of logits [1, C], or [1, 1] for a binary model: a scalar.</summary>
    public static Tensor CrossEntropy(Tensor logits, int label)
    {
        // The loss as log(1 + sum of exp(f_j - f_t)): where the label is sure, the derivative of its usual form, p - 1, cancels.
        var others = logits.shape[1] == 1
            ? (label == 1 ? -logits : logits)
            : cat([.. Enumerable.Range(0, (int)logits.shape[1]).Where(j => j != label)
                .Select(j => logits.narrow(1, j, 1) - logits.narrow(1, label, 1))], 1);
        return cat([zeros_like(others).narrow(1, 0, 1), others], 1).logsumexp(1).sum();
    }

    private Tensor PullBack(int i, Tensor scale)
    {
        foreach (var parameter in _parameters) parameter.grad = null;
        (Logits(i) * scale).sum().backward();
        return cat([.. _parameters.Select(parameter => (parameter.grad ?? zeros_like(parameter)).flatten())]);
    }

    private Tensor Logits(int i) => model.call(inputs.narrow(0, i, 1));

    private T At<T>(Tensor epsilon, Func<T> evaluate)
    {
        using var _ = no_grad();
        var originals = _parameters.Select(parameter => parameter.clone()).ToList();
        var offset = 0L;
        foreach (var parameter in _parameters)
        {
            parameter.add_(epsilon.narrow(0, offset, parameter.numel()).reshape(parameter.shape));
            offset += parameter.numel();
        }

        T result;
        using (enable_grad()) result = evaluate();
        foreach (var (parameter, original) in _parameters.Zip(originals)) parameter.copy_(original);
        return result;
    }
}
