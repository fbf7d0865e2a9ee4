using SamHost.Contracts.Data;
using SamHost.Contracts.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.TestPlugins.Misbehaving;

internal sealed class WrongLogits : IModelBuilder
{
    public nn.Module<Tensor, Tensor> Build(DataShape shape) => new Odd(shape, logits => cat([logits, logits], 1));
}

internal sealed class ThrowsInForward : IModelBuilder
{
    public nn.Module<Tensor, Tensor> Build(DataShape shape) =>
        new Odd(shape, _ => throw new InvalidOperationException("it lost its weights"));
}

internal sealed class Odd : nn.Module<Tensor, Tensor>
{
    private readonly Linear linear;
    private readonly Func<Tensor, Tensor> _whileTraining;

    public Odd(DataShape shape, Func<Tensor, Tensor> whileTraining)
        : base(nameof(Odd))
    {
        linear = nn.Linear(shape.InputSize, shape.ClassCount);
        _whileTraining = whileTraining;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var logits = linear.call(input.flatten(1));
        return training ? _whileTraining(logits) : logits;
    }
}
