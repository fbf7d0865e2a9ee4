using SamHost.Gradients.Passes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Compositions;

/// <summary>A recurrent cell, which the model calls step by step: a linear map of the input and one of the hidden state.</summary>
internal sealed class CellComposition : Composition
{
    private readonly Part _ofInput;
    private readonly Part _ofHidden;
    private readonly RecurrentCell? _cell;
    private readonly Func<CellComposition, Func<BatchPass?>, IEnumerable<Action>> _hook;
    private Inputs? _inputs;

    public CellComposition(GRUCell module, string description)
        : this(module, description, [RecurrentCell.Gru], sample => module.forward(sample)) =>
        _hook = (composition, pass) => Hook(composition, pass, module);

    public CellComposition(RNNCell module, string description)
        : this(module, description, [RecurrentCell.Tanh, RecurrentCell.Relu], sample => module.forward(sample)) =>
        _hook = (composition, pass) => Hook(composition, pass, module);

    public CellComposition(LSTMCell module, string description)
        // TorchSharp's cannot do without states.
        : this(module, description, [RecurrentCell.Lstm], sample => module.forward(sample, Zeros(module, sample)).Item1) =>
        _hook = (composition, pass) =>
        {
            var before = module.register_forward_pre_hook((_, input, states) =>
                composition.Begin(pass(), new Inputs(input, states?.Item1, states?.Item2)) is { Input: var idle }
                    ? (idle.narrow(0, 0, 1), Zeros(module, idle.narrow(0, 0, 1)))
                    : null);
            var after = module.register_forward_hook(
                (_, _, _, idle) => composition.End(pass()) is var (hidden, memory) ? (hidden, memory!) : idle);
            return [before.remove, after.remove];
        };

    private CellComposition(nn.Module module, string description, RecurrentCell[] cells, Func<Tensor, Tensor> stock)
        : base(module, description)
    {
        _hook = (_, _) => [];
        var weight = Parts["weight_ih"]!;
        _ofInput = Parts.Linear(weight, Parts["bias_ih"]);
        _ofHidden = Parts.Linear(Parts["weight_hh"]!, Parts["bias_hh"]);
        if (!Parts.AreAllUsed) return;
        using var scope = NewDisposeScope();
        // Large enough that a cell of few ReLU units is not silent on all of it.
        var sample = new Inputs(3 * randn([7, weight.shape[1]], weight.dtype, weight.device), null, null);
        var found = Probe.Find(
            module, Enumerable.Range(0, cells.Length), () => stock(sample.Input), number => Apply(null, sample, cells[number]).Hidden);
        if (found is not { } number) return;
        _cell = cells[number];
        IsKnown = true;
    }

    private sealed record Inputs(Tensor Input, Tensor? Hidden, Tensor? Memory);

    public override bool IsRandom => false;

    public override IEnumerable<Action> Hook(Func<BatchPass?> pass) => _hook(this, pass);

    private static IEnumerable<Action> Hook(
        CellComposition composition, Func<BatchPass?> pass, nn.Module<Tensor, Tensor, Tensor> module)
    {
        var before = module.register_forward_pre_hook((_, input, hidden) =>
            composition.Begin(pass(), new Inputs(input, hidden, null)) is { } inputs ? (inputs.Input.narrow(0, 0, 1), null!) : null);
        var after = module.register_forward_hook((_, _, _, idle) => composition.End(pass()) is var (hidden, _) ? hidden : idle);
        return [before.remove, after.remove];
    }

    private static (Tensor, Tensor) Zeros(LSTMCell module, Tensor input)
    {
        var states = input.new_zeros([input.shape[0], module.weight_hh!.shape[1]]);
        return (states, states);
    }

    private Inputs? Begin(BatchPass? pass, Inputs inputs)
    {
        _inputs = null;
        if (pass is null || inputs.Input.ndim != 2) return null;
        return _inputs = new Inputs(Enter(pass, inputs.Input, 0), State(inputs.Hidden), State(inputs.Memory));

        Tensor? State(Tensor? state) => state is null ? null : Enter(pass, state, 0);
    }

    private (Tensor Hidden, Tensor? Memory)? End(BatchPass? pass)
    {
        if (_inputs is not { } inputs || pass is null) return null;
        _inputs = null;
        var (hidden, memory) = Apply(pass, inputs, _cell!);
        return (Exit(pass, hidden, 0), memory is null ? null : Exit(pass, memory, 0));
    }

    private (Tensor Hidden, Tensor? Memory) Apply(BatchPass? pass, Inputs inputs, RecurrentCell cell)
    {
        var ofInput = Run(pass, _ofInput, inputs.Input);
        long[] shape = [ofInput.shape[0], ofInput.shape[1] / cell.Blocks];
        var hidden = inputs.Hidden ?? ofInput.new_zeros(shape);
        return cell.Step(ofInput, Run(pass, _ofHidden, hidden), hidden, cell.HasMemory ? inputs.Memory ?? ofInput.new_zeros(shape) : null);
    }
}
