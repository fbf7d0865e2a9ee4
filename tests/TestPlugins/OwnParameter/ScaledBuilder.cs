using SamHost.Contracts.Data;
using SamHost.Contracts.Models;
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

        public override Tensor forward(Tensor input) => linear.call(input.flatten(1)) * scale;
    }
}
