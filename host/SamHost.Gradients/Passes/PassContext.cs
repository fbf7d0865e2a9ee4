using SamHost.Contracts.Gradients;
using SamHost.Contracts.Plugins;
using SamHost.Gradients.Expansion;
using SamHost.Gradients.Precision;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Passes;

/// <summary>What the passes of an engine share.</summary>
/// <param name="model">The model.</param>
/// <param name="loss">The loss.</param>
/// <param name="structure">Its layers.</param>
/// <param name="hooks">Its hooks; null where no pass needs what they see.</param>
/// <param name="memory">What layers' gradients may hold.</param>
/// <param name="allowLoop">Called before examples are run one at a time; throws where the settings forbid it.</param>
internal sealed class PassContext(
    nn.Module<Tensor, Tensor> model, ILoss loss, ModelStructure structure, LayerHooks? hooks, MemoryBudget memory, Action allowLoop)
{
    private bool _isRunning;

    public MemoryBudget Memory => memory;

    public void AllowLoop() => allowLoop();

    /// <summary>Called before some layers, and not the others, run one example at a time; throws where the settings forbid it.</summary>
    public Action AllowLayerLoops { get; init; } = () => { };

    public ModelStructure Structure => structure;

    /// <summary>Whether a layer is the whole model.</summary>
    public bool IsModel(TrackedLayer layer) => ReferenceEquals(layer.Module, model);

    /// <summary>What the model runs in.</summary>
    public ComputePrecision Precision { get; set; } = ComputePrecision.Float32;

    /// <summary>The trainable parameters.</summary>
    public IReadOnlyList<Parameter> Parameters { get; } = [.. structure.Parameters.Select(named => named.Parameter)];

    /// <summary>The name of a trainable parameter.</summary>
    public string NameOf(Parameter parameter) => structure.Parameters.Single(named => ReferenceEquals(named.Parameter, parameter)).Name;

    /// <summary>Whether every pass computes per-example gradient norms.</summary>
    public bool RecordNorms { get; set; }

    /// <summary>
    /// Whether a pass at w keeps its graph when it is perturbed, for a backward pass from there (L-SAM): as the rule did in the step
    /// before.
    /// </summary>
    public bool KeepsAscentGraph { get; set; }

    /// <summary>The loss of the study.</summary>
    public BatchLoss Loss { get; } = new(loss);

    /// <summary>Starts a step.</summary>
    /// <param name="seed">Its seed.</param>
    public void BeginStep(long seed)
    {
        Memory.BeginStep();
        Seed = seed;
        Loss.BeginStep();
    }

    /// <summary>The seed of the step: every pass draws the same random numbers, so that dropout masks agree.</summary>
    public long Seed { get; private set; }

    /// <summary>The last displacement of the weights for a whole batch, in force or over.</summary>
    public ShiftedWeights? Displacement { get; set; }

    /// <summary>Puts the weights back, where a pass that was neither used nor disposed has left them displaced.</summary>
    public void PutBack()
    {
        Displacement?.Dispose();
        Displacement = null;
    }

    /// <exception cref="InvalidOperationException">A pass may not start now. The weights are what they are between steps.</exception>
    public void RequireNoOtherPass()
    {
        var isDisplaced = Displacement is { IsInForce: true };
        PutBack();
        if (_isRunning)
            throw new InvalidOperationException(
                "A pass was started within another one: by the model's forward function or a hook. Passes come one after the other.");
        if (isDisplaced)
            throw new InvalidOperationException(
                "A pass was started while the weights were displaced for the whole batch: call the perturbed pass's Backward, or dispose "
                    + "it, before. The weights are put back.");
    }

    /// <summary>Keeps running statistics from moving until what is returned is disposed.</summary>
    public KeptStatistics KeepStatistics() => new(structure.Statistics);

    /// <summary>The model in evaluation mode until what is returned is disposed; then each module is in the mode that it was in.</summary>
    public IDisposable Evaluate() => new ModeOfModel(model);

    /// <summary>Runs the model on the batch; the pass sees each layer's call.</summary>
    public Tensor RunModel(BatchPass pass, Tensor inputs) =>
        hooks is null ? RunModel(inputs)
        : pass.Composes && structure.IsMapped ? hooks.Run(pass, () => RunExpanded(pass, inputs))
        : hooks.Run(pass, () => RunModel(inputs));

    /// <summary>Runs the model on each example by itself, all at once, with its own values of the expanded parameters.</summary>
    private Tensor RunExpanded(BatchPass pass, Tensor inputs)
    {
        using var each = inputs.new_empty(inputs.shape[0]);
        (Parameter Parameter, Tensor Values)[] values =
            [.. structure.Expanded.Select(expanded => (expanded.Parameter, pass.RunPart(expanded.Part, each)))];
        using var map = new ExampleMap(inputs.shape[0]);
        pass.Map = map;
        try
        {
            foreach (var (parameter, value) in values) map.Replace(parameter, value);
            foreach (var embedding in structure.ExpandedEmbeddings) map.Lend(embedding);
            return map.Unwrap(RunModel(map.Wrap(inputs.unsqueeze(1)))).squeeze(1);
        }
        finally
        {
            pass.Map = null;
        }
    }

    /// <summary>Runs the model on some examples of the step.</summary>
    /// <param name="inputs">[n, ...].</param>
    /// <param name="stream">Selects the random numbers: each part of a batch that runs alone has its own.</param>
    /// <returns>Logits: [n, C].</returns>
    /// <exception cref="ComponentException">The model returns something else.</exception>
    public Tensor RunModel(Tensor inputs, int stream = 0)
    {
        random.manual_seed(Seed ^ stream).Dispose();
        var logits = Call(inputs);
        return logits.dim() == 2 && logits.size(0) == inputs.size(0)
            ? logits
            : throw new ComponentException(
                $"The model returns [{string.Join(", ", logits.shape)}] for {inputs.shape[0]} inputs; logits must be [{inputs.shape[0]}, "
                    + "C].");
    }

    private Tensor Call(Tensor inputs)
    {
        _isRunning = true;
        try
        {
            return Precision.Run(model, inputs);
        }
        finally
        {
            _isRunning = false;
        }
    }

    /// <summary>The gradient of sum(outputs * weights) in each parameter; null where it does not depend on one.</summary>
    public IReadOnlyList<Tensor?> ParameterGradients(Tensor outputs, Tensor weights, bool retainGraph) =>
        Differentiate(outputs, weights, Parameters, retainGraph);

    /// <summary>The gradient of sum(outputs * weights) in each input; null where it does not depend on one.</summary>
    public static IReadOnlyList<Tensor?> Differentiate(Tensor outputs, Tensor weights, IReadOnlyList<Tensor> inputs, bool retainGraph) =>
        inputs.Count == 0 || !outputs.requires_grad
            ? new Tensor?[inputs.Count]
            : [.. Backward.Gradients([outputs], [.. inputs], [weights], retainGraph, allowUnused: true).Select(Present)];

    // What an output does not depend on comes as a tensor without content, which no scope disposes.
    private static Tensor? Present(Tensor? gradient)
    {
        if (gradient is not { IsInvalid: true }) return gradient;
        gradient.Dispose();
        return null;
    }

    /// <summary>Adds to a parameter's gradient; nothing is written to tensors that autograd may share.</summary>
    public static void AddGradient(Parameter parameter, Tensor? gradient)
    {
        if (gradient is null) return;
        using var sum = parameter.grad;
        var whole = Autocast.Whole(gradient);
        parameter.grad = sum is null ? whole : sum + whole;
    }

    /// <summary>Forgets every parameter's gradient.</summary>
    public void ClearGradients()
    {
        foreach (var parameter in Parameters) parameter.grad = null;
    }
}
