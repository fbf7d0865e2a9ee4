using SamHost.Contracts.Data;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Models;
using SamHost.Gradients;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Testing;

/// <summary>
/// Holds a model to its contract: logits of the right shape; the same weights for the same seed; and, in float64, per-example gradients and
/// perturbations that are those of the one-example-at-a-time loop.
/// </summary>
public static class ModelCheck
{
    private const double Tolerance = 1e-8;
    private const int Count = 5;

    /// <summary>Runs the checks.</summary>
    /// <param name="create">Creates the builder.</param>
    /// <param name="shape">The data that it is built for; by default pictures [3, 12, 12] of four classes.</param>
    /// <returns>Why it runs by the slow loop, as the host would warn; null where all of its layers have fast rules.</returns>
    /// <exception cref="CheckFailedException">Something does not hold.</exception>
    public static string? Run(Func<IModelBuilder> create, DataShape? shape = null)
    {
        using var scope = NewDisposeScope();
        shape ??= new DataShape([3, 12, 12], 4);
        using var model = Build(create, shape);
        using var twin = Build(create, shape);
        foreach (var ((name, parameter), (_, same)) in model.named_parameters().Zip(twin.named_parameters()))
            Check.That(
                Check.AreSame(parameter, same), $"{name} differs between two models of one seed: draw from torch's generator alone.");
        manual_seed(11);
        var inputs = randn([Count, .. shape.InputShape], ScalarType.Float64);
        var logits = model.call(inputs);
        Check.That(
            logits.shape is [Count, var columns] && (columns == shape.ClassCount || (columns == 1 && shape.ClassCount == 2)),
            $"For {Count} inputs it returned {Check.Shape(logits)}; right is [{Count}, {shape.LogitCount}].");
        var batch = new Batch(inputs, randint(0, shape.ClassCount, [Count], ScalarType.Int64), arange(Count, ScalarType.Int64));
        var log = new LastWarning();
        var fast = Direction(model, batch, loss => new PerExampleGradients(model, loss, new GradientsOptions(), 1, log));
        var loop = Direction(model, batch, loss => new ExampleLoop(model, loss));
        Check.That(
            Check.Error(fast, loop) < Tolerance,
            $"With a perturbation for each example the gradient differs from that of the loop by {Check.Error(fast, loop):G3} of its "
                + "largest number: an example's logits must not depend on other examples (as BatchNorm's do in training), and submodules "
                + "are invoked by call, not by forward.");
        return log.Message;
    }

    private static nn.Module<Tensor, Tensor> Build(Func<IModelBuilder> create, DataShape shape)
    {
        manual_seed(10);
        var model = create().Build(shape) ?? throw new CheckFailedException("Build returned null; return the model.");
        // The same random numbers in both ways of computing: dropout is off.
        model.to(ScalarType.Float64).eval();
        return model;
    }

    private static Tensor Direction(nn.Module<Tensor, Tensor> model, Batch batch, Func<ILoss, IPerExampleGradients> create)
    {
        var gradients = create(new CrossEntropy());
        using (gradients as IDisposable) return Direction(model, batch, gradients);
    }

    /// <summary>The direction of 1-SAM, all parameters in one vector.</summary>
    internal static Tensor Direction(nn.Module<Tensor, Tensor> model, Batch batch, IPerExampleGradients gradients)
    {
        using (var ascent = gradients.Ascend(batch))
        using (var perturbed = ascent.Perturb(0.05))
            perturbed.Backward(scaleFrom: perturbed);
        using var _ = no_grad();
        return cat([.. model.parameters().Where(parameter => parameter.requires_grad)
            .Select(parameter => (parameter.grad ?? zeros_like(parameter)).flatten())]).clone();
    }
}
