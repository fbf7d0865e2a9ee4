using System.Runtime.ExceptionServices;
using SamHost.Gradients.Precision;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// A function of a tensor of which the graph keeps the argument alone: what lies between is made anew for the backward pass. The function
/// must give the same numbers each time.
/// </summary>
internal sealed class Recomputed : autograd.SingleTensorFunction<Recomputed>
{
    private const string CallKey = "call";

    public override string Name => nameof(Recomputed);

    /// <summary>The function's value; belongs to the current dispose scope.</summary>
    /// <param name="argument">The argument, with its graph.</param>
    /// <param name="function">The function.</param>
    /// <param name="outcome">Asked after the backward pass whether it went well; disposed after it.</param>
    /// <param name="prepare">Called before the function; what it returns is disposed once that and its gradient are done with.</param>
    public static Tensor Value(Tensor argument, Func<Tensor, Tensor> function, Outcome outcome, Func<IDisposable>? prepare = null) =>
        apply(argument, new Call(function, outcome, prepare, Autocast.Device));

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (argument, call) = ((Tensor)vars[0], (Call)vars[1]);
        ctx.save_for_backward([argument]);
        ctx.save_data(CallKey, call);
        // What the function makes on its way is not to wait for the end of a step.
        using var scope = NewDisposeScope();
        using var _ = call.Prepare?.Invoke();
        return call.Function(argument).MoveToOuterDisposeScope();
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        // An accelerator's backward pass runs on another thread, whose tensors no scope of the step's holds.
        using var scope = NewDisposeScope();
        using var upstream = grad_output;
        var (function, outcome, prepare, castsOn) = (Call)ctx.get_data(CallKey);
        try
        {
            using var _ = enable_grad();
            using var prepared = prepare?.Invoke();
            var argument = ctx.get_saved_variables()[0].detach().requires_grad_();
            Tensor value;
            using (castsOn is { } device ? Autocast.Begin(device) : null) value = function(argument);
            return [outcome.HandOver(Backward.Gradients([value], [argument], [upstream])[0]), null!];
        }
        catch (Exception error)
        {
            outcome.Fail(error);
            return [null!, null!];
        }
    }

    /// <summary>How the backward passes through some values went.</summary>
    public sealed class Outcome : IDisposable
    {
        private Tensor? _handedOver;
        private ExceptionDispatchInfo? _failure;

        /// <summary>
        /// Throws what went wrong in the middle of a backward pass: libtorch called, and no exception may pass through it.
        /// </summary>
        public void ThrowIfFailed() => _failure?.Throw();

        public void Dispose() => _handedOver?.Dispose();

        /// <summary>Keeps a gradient until libtorch, which takes a handle of its own, asks for the next.</summary>
        internal Tensor HandOver(Tensor gradient)
        {
            _handedOver?.Dispose();
            return _handedOver = gradient.DetachFromDisposeScope();
        }

        internal void Fail(Exception error) => _failure ??= ExceptionDispatchInfo.Capture(error);
    }

    /// <param name="Function">The function.</param>
    /// <param name="Outcome">Is told how it went.</param>
    /// <param name="Prepare">Called before the function.</param>
    /// <param name="CastsOn">Where operators cast to bfloat16 when the value was asked for, as they do when it is made anew.</param>
    private sealed record Call(
        Func<Tensor, Tensor> Function, Outcome Outcome, Func<IDisposable>? Prepare, TorchSharp.DeviceType? CastsOn);
}
