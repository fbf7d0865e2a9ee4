using SamHost.Gradients.Passes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Compositions;

/// <summary>
/// A recurrent module, of one or more layers in one or both directions: in each a linear map of the inputs, all steps at once, and one of
/// the hidden state, called step by step with the same weights.
/// </summary>
internal sealed class RecurrentComposition : Composition
{
    private readonly IReadOnlyList<Part[]> _layers;
    private readonly Func<RecurrentComposition, Func<BatchPass?>, IEnumerable<Action>> _hook;
    private readonly Form _form;
    private Inputs? _inputs;

    public RecurrentComposition(GRU module, string description)
        : this(module, description, [RecurrentCell.Gru], sample => module.forward(sample).Item1) => _hook = (composition, pass) =>
        {
            var before = module.register_forward_pre_hook(
                (_, input, hidden) => composition.Begin(pass(), new Inputs(input, hidden, null)) is { } inputs
                    ? (Idle(inputs.Sequence), null!)
                    : null);
            var after = module.register_forward_hook(
                (_, _, _, idle) => composition.End(pass()) is var (output, hidden, _) ? (output, hidden) : idle);
            return [before.remove, after.remove];
        };

    public RecurrentComposition(RNN module, string description)
        : this(module, description, [RecurrentCell.Tanh, RecurrentCell.Relu], sample => module.forward(sample, null).Item1) =>
        _hook = (composition, pass) =>
        {
            var before = module.register_forward_pre_hook(
                (_, input, hidden) => composition.Begin(pass(), new Inputs(input, hidden, null)) is { } inputs
                    ? (Idle(inputs.Sequence), null)
                    : null);
            var after = module.register_forward_hook(
                (_, _, _, idle) => composition.End(pass()) is var (output, hidden, _) ? (output, hidden) : idle);
            return [before.remove, after.remove];
        };

    public RecurrentComposition(LSTM module, string description)
        : this(module, description, [RecurrentCell.Lstm], sample => module.forward(sample).Item1) => _hook = (composition, pass) =>
        {
            var before = module.register_forward_pre_hook((_, input, states) =>
                composition.Begin(pass(), new Inputs(input, states?.Item1, states?.Item2)) is { } inputs
                    ? (Idle(inputs.Sequence), null)
                    : null);
            var after = module.register_forward_hook(
                (_, _, _, idle) => composition.End(pass()) is var (output, hidden, memory) ? (output, hidden, memory!) : idle);
            return [before.remove, after.remove];
        };

    private RecurrentComposition(nn.Module module, string description, RecurrentCell[] cells, Func<Tensor, Tensor> stock)
        : base(module, description)
    {
        _hook = (_, _) => [];
        _layers = [.. Layers()];
        _form = new Form(cells[0], false, 0);
        if (_layers.Count == 0 || !Parts.AreAllUsed) return;
        using var scope = NewDisposeScope();
        var like = Parts["weight_ih_l0"]!;
        // Enough, and large enough, that a layer of few ReLU units is not silent on all of it, which would agree with any guess.
        var sample = 3 * randn([7, 5, like.shape[1]], like.dtype, like.device);
        var guesses =
            from cell in cells
            from isBatchFirst in new[] { false, true }
            select new Form(cell, isBatchFirst, 0);
        if (Probe.Find(module, guesses, () => stock(sample), form => Own(form)) is not { } form) return;
        if (Probe.FindDropout(module, () => stock(sample), p => Own(form with { Dropout = p })) is not { } dropout) return;
        _form = form with { Dropout = dropout };
        IsKnown = true;

        Tensor Own(Form form) => Apply(null, new Inputs(sample, null, null), form, module.training).Output;

        IEnumerable<Part[]> Layers()
        {
            for (var number = 0; Parts[$"weight_ih_l{number}"] is not null; number++)
                yield return [.. new[] { $"l{number}", $"l{number}_reverse" }.Where(name => Parts[$"weight_ih_{name}"] is not null)
                    .SelectMany(name => new[] { Linear("ih", name), Linear("hh", name) })];
        }

        Part Linear(string map, string name) => Parts.Linear(Parts[$"weight_{map}_{name}"]!, Parts[$"bias_{map}_{name}"]);
    }

    /// <summary>What the module does not tell.</summary>
    private readonly record struct Form(RecurrentCell Cell, bool IsBatchFirst, double Dropout);

    private sealed record Inputs(Tensor Sequence, Tensor? Hidden, Tensor? Memory);

    public override bool IsRandom => _form.Dropout > 0;

    public override IEnumerable<Action> Hook(Func<BatchPass?> pass) => _hook(this, pass);

    private int ExampleDimension => _form.IsBatchFirst ? 0 : 1;

    private Inputs? Begin(BatchPass? pass, Inputs inputs)
    {
        _inputs = null;
        if (pass is null || inputs.Sequence.ndim != 3) return null;
        _inputs = new Inputs(Enter(pass, inputs.Sequence, ExampleDimension), State(inputs.Hidden), State(inputs.Memory));
        BeginIdle();
        return _inputs;

        Tensor? State(Tensor? state) => state is null ? null : Enter(pass, state, 1);
    }

    private (Tensor Output, Tensor Hidden, Tensor? Memory)? End(BatchPass? pass)
    {
        if (_inputs is not { } inputs || pass is null) return null;
        _inputs = null;
        EndIdle();
        var (output, hidden, memory) = Apply(pass, inputs, _form, IsTraining);
        return (Exit(pass, output, ExampleDimension), Exit(pass, hidden, 1), memory is null ? null : Exit(pass, memory, 1));
    }

    private (Tensor Output, Tensor Hidden, Tensor? Memory) Apply(BatchPass? pass, Inputs inputs, Form form, bool isTraining)
    {
        var sequence = form.IsBatchFirst ? inputs.Sequence : inputs.Sequence.transpose(0, 1);
        var (hidden, memory) = (new List<Tensor>(), new List<Tensor>());
        for (var layer = 0; layer < _layers.Count; layer++)
        {
            if (layer > 0) sequence = Dropout(sequence, form.Dropout, isTraining);
            var outputs = new List<Tensor>();
            for (var direction = 0; direction < _layers[layer].Length / 2; direction++)
            {
                var (ofInput, ofHidden) = (_layers[layer][2 * direction], _layers[layer][(2 * direction) + 1]);
                var start = inputs.Hidden?[hidden.Count];
                var startMemory = inputs.Memory?[hidden.Count];
                var (output, last, lastMemory) =
                    Scan(pass, form.Cell, ofInput, ofHidden, sequence, start, startMemory, isBackwards: direction == 1);
                outputs.Add(output);
                hidden.Add(last);
                if (lastMemory is not null) memory.Add(lastMemory);
            }

            sequence = outputs.Count == 1 ? outputs[0] : cat(outputs, -1);
        }

        return (form.IsBatchFirst ? sequence : sequence.transpose(0, 1), stack(hidden), memory.Count == 0 ? null : stack(memory));
    }

    /// <summary>One layer in one direction over [N, T, features].</summary>
    private static (Tensor Output, Tensor Hidden, Tensor? Memory) Scan(
        BatchPass? pass, RecurrentCell cell, Part ofInput, Part ofHidden, Tensor sequence, Tensor? start, Tensor? startMemory,
        bool isBackwards)
    {
        var all = Run(pass, ofInput, sequence).unbind(1);
        var size = all[0].shape[1] / cell.Blocks;
        var hidden = start ?? sequence.new_zeros([sequence.shape[0], size]);
        var memory = cell.HasMemory ? startMemory ?? sequence.new_zeros([sequence.shape[0], size]) : null;
        var outputs = new Tensor[all.Length];
        for (var step = 0; step < all.Length; step++)
        {
            var at = isBackwards ? all.Length - 1 - step : step;
            (hidden, memory) = cell.Step(all[at], Run(pass, ofHidden, hidden.unsqueeze(1)).squeeze(1), hidden, memory);
            outputs[at] = hidden;
        }

        return (stack(outputs, 1), hidden, memory);
    }
}
