using SamHost.Gradients.Passes;
using static TorchSharp.torch;

namespace SamHost.Gradients.Compositions;

/// <summary>
/// A module that the engine computes itself, out of parts that have rules: the stock module is one native object, whose layers no hook
/// reaches. In a pass that perturbs examples the module is called with next to nothing, and what the composition makes of its inputs stands
/// in for its output; otherwise the module works as if there were no hook.
/// </summary>
internal abstract class Composition(nn.Module module, string description)
{
    private bool _isIdle;

    /// <summary>The module's parts, to be filled by its constructor.</summary>
    protected PartList Parts { get; } = new(module, description);

    /// <summary>The module.</summary>
    public nn.Module Module => module;

    /// <summary>The module in words, as messages name it.</summary>
    public string Description => description;

    /// <summary>The parts with trained parameters.</summary>
    public IReadOnlyList<TrackedLayer> Layers => Parts.Layers;

    /// <summary>Hangs the composition into the module's calls.</summary>
    /// <param name="pass">The pass in progress that computes compositions; null where none is.</param>
    /// <returns>What takes it out again.</returns>
    public abstract IEnumerable<Action> Hook(Func<BatchPass?> pass);

    /// <summary>A part's output in a pass; outside of any, at the model's own weights.</summary>
    public delegate Tensor Runner(BatchPass? pass, Part part, Tensor input);

    /// <summary>How a model uses the module so that no hook sees it, and what to do instead; null where no way is known.</summary>
    public string? Detour { get; protected init; }

    /// <summary>Whether its parameters are expanded, so that the module works as if there were no hook.</summary>
    public bool IsExpanded { get; set; }

    /// <summary>Whether all that the composition needs to know of the module was found.</summary>
    public bool IsKnown { get; protected init; }

    /// <summary>Whether the module draws random numbers while it trains.</summary>
    public abstract bool IsRandom { get; }

    /// <summary>Whether the module is in training mode; during a call, whether it was before.</summary>
    protected bool IsTraining { get; private set; }

    /// <summary>The module is about to be called with next to nothing: it draws no random numbers.</summary>
    protected void BeginIdle()
    {
        IsTraining = module.training;
        if (IsTraining) module.eval();
        _isIdle = true;
    }

    /// <summary>The module was called, or its call failed.</summary>
    public void EndIdle()
    {
        if (_isIdle && IsTraining) module.train();
        _isIdle = false;
    }

    /// <summary>A tensor of the model's as the stock module would have it for the whole batch; operators then work on such.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="dimension">Where the examples are.</param>
    protected static Tensor Enter(BatchPass pass, Tensor tensor, int dimension)
    {
        if (pass.Map is not { } map) return tensor;
        map.Suspend();
        return map.Unwrap(tensor).movedim([0], [dimension]).flatten(dimension, dimension + 1);
    }

    /// <summary>A mask, of one example in the model's eyes, for the whole batch: [T, S], [N * heads, T, S] or [N, 1, T, S].</summary>
    protected static Tensor? EnterMask(BatchPass pass, Tensor? mask)
    {
        if (mask is null || pass.Map is not { } map) return mask;
        if (map.UnwrapVarying(mask) is { } varying) return varying.ndim == 3 ? varying.unsqueeze(1) : varying.flatten(0, 1);
        return mask.ndim == 2 ? mask : mask.unsqueeze(0).expand([pass.ExampleCount, .. mask.shape]).flatten(0, 1);
    }

    /// <summary>The inverse of <see cref="Enter"/>, once operators work for each example again.</summary>
    protected static Tensor Exit(BatchPass pass, Tensor tensor, int dimension)
    {
        if (pass.Map is not { } map) return tensor;
        map.Suspend();
        var shape = tensor.shape;
        var each = shape[dimension] / pass.ExampleCount;
        long[] apart = [.. shape[..dimension], pass.ExampleCount, each, .. shape[(dimension + 1)..]];
        var examples = tensor.reshape(apart).movedim([dimension], [0]);
        map.Resume();
        return map.Wrap(examples);
    }

    /// <summary>Next to nothing of a sequence: [1, 1, features].</summary>
    protected static Tensor Idle(Tensor sequence) => sequence.narrow(0, 0, 1).narrow(1, 0, 1);

    /// <summary>A part's output over sequences [N, T, features], of which each of the pass's B examples has N / B.</summary>
    /// <param name="pass">The pass; null outside of any, where the output is that of the model's own weights.</param>
    /// <param name="part">The part.</param>
    /// <param name="input">Its input.</param>
    protected static Tensor Run(BatchPass? pass, Part part, Tensor input)
    {
        if (pass is null) return part.Output(input);
        var shape = input.shape;
        var output = pass.RunPart(part, input.reshape(pass.ExampleCount, -1, shape[^1]));
        return output.reshape([.. shape[..^1], output.shape[^1]]);
    }

    /// <summary>
    /// Dropout of sequences [N, T, features], with the mask that the stock module draws, which has [T, N, features].
    /// </summary>
    public static Tensor Dropout(Tensor input, double probability, bool isTraining) => isTraining && probability > 0
        ? nn.functional.dropout(input.transpose(0, 1).contiguous(), probability).transpose(0, 1)
        : input;
}
