using SamHost.Contracts.Data;
using SamHost.Contracts.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.TestPlugins.OwnParameter;

public sealed class ScaledBuilder : IModelBuilder
{
    public nn.Module<Tensor, Tensor> Build(DataShape shape) => new Scaled(shape.InputSize, shape.LogitCount);

    private sealed class Scaled : nn.Module<Tensor, Tensor>
    {
        private readonly Linear linear;
        private readonly Parameter scale;

        public Scaled(long inputs, long logits)
            : base(nameof(Scaled))
        {
            linear = nn.Linear(inputs, logits);
            scale = nn.Parameter(ones(logits));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var logits = linear.call(input.flatten(1));
            // What decides by an example's numbers takes one example at a time.
            return logits.isnan().any().ToBoolean() ? logits : logits * scale;
        }
    }
}
