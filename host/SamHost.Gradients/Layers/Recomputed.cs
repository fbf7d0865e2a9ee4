using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// A function of a tensor of which the graph keeps the argument alone: what lies between is made anew for the backward pass. The function must give the same
/// numbers each time.
/// </summary>
internal sealed class Recomputed : autograd.SingleTensorFunction<Recomputed>
{
    private const string FunctionKey = "function";

    public override string Name => nameof(Recomputed);

    /// <summary>The function's value; belongs to the current dispose scope.</summary>
    public static Tensor Value(Tensor argument, Func<Tensor, Tensor> function) => apply(argument, function);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (argument, function) = ((Tensor)vars[0], (Func<Tensor, Tensor>)vars[1]);
        ctx.save_for_backward([argument]);
        ctx.save_data(FunctionKey, function);
        return function(argument);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = NewDisposeScope();
        // An accelerator's backward pass runs on another thread, whose tensors no scope of the step's holds.
        using var _ = enable_grad();
        var argument = ctx.get_saved_variables()[0].detach().requires_grad_();
        var value = ((Func<Tensor, Tensor>)ctx.get_data(FunctionKey))(argument);
        return [autograd.grad([value], [argument], [grad_output])[0].MoveToOuterDisposeScope(), null!];
    }
}
