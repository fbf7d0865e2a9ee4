using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.TestSupport;

/// <summary>Small float64 models, each with something that an engine may get wrong.</summary>
internal static class SampleModels
{
    public static nn.Module<Tensor, Tensor> Mlp(long inputs, long hidden, long logits, bool bias = true) => nn.Sequential(
        nn.Linear(inputs, hidden, bias), nn.ReLU(), nn.Linear(hidden, hidden, bias), nn.Tanh(), nn.Linear(hidden, logits, bias))
            .to(ScalarType.Float64);

    /// <summary>One linear layer twice in a forward pass.</summary>
    public sealed class Shared : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _shared;
        private readonly Linear _last;

        public Shared(long width, long logits)
            : base(nameof(Shared))
        {
            _shared = nn.Linear(width, width, dtype: ScalarType.Float64);
            _last = nn.Linear(width, logits, dtype: ScalarType.Float64);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _last.call(_shared.call(_shared.call(input).tanh()).tanh());
    }

    /// <summary>Linear layers over the elements of a sequence: [B, T, features].</summary>
    public sealed class Sequence : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _each;
        private readonly Linear _last;

        public Sequence(long features, long logits)
            : base(nameof(Sequence))
        {
            _each = nn.Linear(features, 5, dtype: ScalarType.Float64);
            _last = nn.Linear(5, logits, dtype: ScalarType.Float64);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _last.call(_each.call(input).sigmoid().mean([1L]));
    }

    /// <summary>A weight that the engine cannot see at its layer: it is used by a function.</summary>
    public sealed class Hidden : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _seen;
        private readonly Linear _bypassed;

        public Hidden(long inputs, long logits)
            : base(nameof(Hidden))
        {
            _seen = nn.Linear(inputs, 6, dtype: ScalarType.Float64);
            _bypassed = nn.Linear(6, logits, dtype: ScalarType.Float64);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => nn.functional.linear(_seen.call(input).tanh(), _bypassed.weight, _bypassed.bias);
    }

    /// <summary>Two layers with one weight.</summary>
    public sealed class Tied : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _first;
        private readonly Linear _second;
        private readonly Linear _last;

        public Tied(long width, long logits)
            : base(nameof(Tied))
        {
            _first = nn.Linear(width, width, dtype: ScalarType.Float64);
            _second = nn.Linear(width, width, dtype: ScalarType.Float64);
            _second.weight = _first.weight;
            _last = nn.Linear(width, logits, dtype: ScalarType.Float64);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _last.call(_second.call(_first.call(input).tanh()).tanh());
    }

    /// <summary>Each example minus the mean of the batch, without a layer that says so.</summary>
    public sealed class Centred : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _first;
        private readonly Linear _last;

        public Centred(long inputs, long logits)
            : base(nameof(Centred))
        {
            _first = nn.Linear(inputs, 6, dtype: ScalarType.Float64);
            _last = nn.Linear(6, logits, dtype: ScalarType.Float64);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var hidden = _first.call(input);
            return _last.call((hidden - hidden.mean([0L], keepdim: true)).tanh());
        }
    }

    /// <summary>A layer whose output is changed before it is used, and a last layer of zeros.</summary>
    public sealed class Changed : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _first;
        private readonly Linear _last;
        private readonly Func<Tensor, Tensor> _change;

        public Changed(long inputs, long logits, Func<Tensor, Tensor> change)
            : base(nameof(Changed))
        {
            _first = nn.Linear(inputs, 6, dtype: ScalarType.Float64);
            _last = nn.Linear(6, logits, dtype: ScalarType.Float64);
            nn.init.zeros_(_last.weight);
            _change = change;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var hidden = _first.call(input);
            _change(hidden);
            return _last.call(hidden.tanh());
        }
    }

    /// <summary>A layer on the elements of all sequences at once: [B, T, features], folded to [B T, features].</summary>
    public sealed class Folded : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _each;
        private readonly Linear _last;

        public Folded(long features, long logits)
            : base(nameof(Folded))
        {
            _each = nn.Linear(features, 5, dtype: ScalarType.Float64);
            _last = nn.Linear(5, logits, dtype: ScalarType.Float64);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) =>
            _last.call(_each.call(input.reshape(-1, input.shape[2])).tanh().reshape(input.shape[0], input.shape[1], -1).mean([1L]));
    }

    /// <summary>Parameters of a model's own, for which there is no rule.</summary>
    public sealed class Gain : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _linear;
        private readonly Parameter _gain;

        public Gain(long inputs, long logits)
            : base(nameof(Gain))
        {
            _linear = nn.Linear(inputs, logits, dtype: ScalarType.Float64);
            _gain = nn.Parameter(rand(logits, dtype: ScalarType.Float64) + 0.5);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _linear.call(input).tanh() * _gain;
    }

    /// <summary>A parameter of the model's own in a model that decides by an example's numbers, which takes one at a time.</summary>
    public sealed class Deciding : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _linear;
        private readonly Parameter _gain;

        public Deciding(long inputs, long logits)
            : base(nameof(Deciding))
        {
            _linear = nn.Linear(inputs, logits, dtype: ScalarType.Float64);
            _gain = nn.Parameter(rand(logits, dtype: ScalarType.Float64) + 0.5);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var hidden = _linear.call(input).tanh();
            if (hidden.isnan().any().ToBoolean()) throw new ArithmeticException("Not a number.");
            return hidden * _gain;
        }
    }

    /// <summary>Counts the backward passes that reach its first layer.</summary>
    public sealed class Counted : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _first;
        private readonly Linear _last;

        public Counted(long inputs, long logits)
            : base(nameof(Counted))
        {
            _first = nn.Linear(inputs, 6, dtype: ScalarType.Float64);
            _last = nn.Linear(6, logits, dtype: ScalarType.Float64);
            RegisterComponents();
        }

        public int BackwardPasses { get; private set; }

        public override Tensor forward(Tensor input) =>
            _last.call(Counter.apply(_first.call(input), new Action(() => BackwardPasses++)).tanh());

        private sealed class Counter : autograd.SingleTensorFunction<Counter>
        {
            public override string Name => nameof(Counter);

            public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
            {
                ctx.save_data(nameof(Counter), vars[1]);
                return ((Tensor)vars[0]).alias();
            }

            public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
            {
                ((Action)ctx.get_data(nameof(Counter)))();
                return [grad_output.alias(), null!];
            }
        }
    }
}
