using SamHost.Contracts.Gradients;
using SamHost.Gradients.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Passes;

/// <summary>
/// A pass that looks, on a few examples, whether the layers' rules account for a model's gradients. The weights are displaced at random and
/// so is what comes from the loss: what is zero in a model as it is built, a gain or the last layer, would hide all that lies behind it.
/// </summary>
internal sealed class ExaminationPass : BatchPass
{
    private const int MostExamples = 4;
    private const double Displacement = 0.05;

    // The numbers that a layer saw and returned, as they are after the pass and as they were then.
    private readonly List<(TrackedLayer Layer, Tensor After, Tensor Then)> _numbers = [];

    private Tensor? _generator;
    private TrackedLayer? _random;
    private TrackedLayer? _misruled;

    private ExaminationPass(PassContext context, Batch batch)
        : base(context, batch, records: true) => RunForward();

    /// <summary>None: where the examples are elsewhere than in the first dimension there would be no adding them up.</summary>
    protected override bool RecordsNorms => false;

    protected override bool MeasuresLosses => false;

    /// <summary>What is wrong with a model for the layers' rules.</summary>
    /// <param name="TiesExamples">Whether the logits of an example depend on other examples.</param>
    /// <param name="Unaccounted">
    /// Why the rules do not account for the gradients, as the beginning of a sentence; null where they do.
    /// </param>
    /// <param name="Parameters">The parameters that are used outside their layers' calls.</param>
    public sealed record Findings(bool TiesExamples, string? Unaccounted, IReadOnlyList<Parameter> Parameters);

    /// <summary>Examines a model. Its weights are what they were afterwards, bit for bit.</summary>
    /// <returns>Null where the batch does not tell, because not all is finite.</returns>
    public static Findings? Examine(PassContext context, Batch batch)
    {
        var precision = context.Precision;
        // What differs is compared, and fewer bits would hide it.
        context.Precision = precision.WithoutCasts;
        try
        {
            return Look(context, batch);
        }
        finally
        {
            context.Precision = precision;
        }
    }

    private static Findings? Look(PassContext context, Batch batch)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(0, CPU);
        var count = Math.Min(batch.Size, MostExamples);
        using var weights = RandomlyDisplaced(context.Parameters, generator);
        // Inputs are no leaf: a model may change its own input in place.
        var few = batch.Narrow(0, count);
        var leaf = few.Inputs.is_floating_point() ? few.Inputs.detach().clone().requires_grad_() : null;
        if (leaf is not null) few = few with { Inputs = leaf.alias() };
        using var pass = new ExaminationPass(context, few);
        using var _ = no_grad();
        var upstream = RandomLike(pass.Logits, generator);
        if (!pass.Logits.isfinite().all().ToBoolean()) return null;
        // Run by itself, an example sees no other.
        var ties = !context.Structure.IsMapped && pass.TiesExamples(leaf, upstream);
        if (context.Structure.IsMapped && pass.DiffersAlone())
            return new Findings(false, "an example run by itself has other logits", []);
        if (ComposesOtherwise(context, few)) return new Findings(ties, "a module that is computed out of parts has another output", []);
        var elsewhere = pass.FindElsewhere() ?? (ties ? null : pass.FindForeign(upstream));
        if ((elsewhere ?? pass.FindMisruled() ?? pass.FindRandom() ?? pass.FindInPlace()) is { } problem)
            return new Findings(ties, problem, []);
        Parameter[] unaccounted = [.. pass.FindUnaccountedParameters(upstream)];
        var first = unaccounted.Length == 0 ? null : $"the weight '{context.NameOf(unaccounted[0])}' is used outside its layer's call";
        if (unaccounted.Length > 0 && context.Structure.DetourOf(unaccounted[0]) is { } detour) first = $"{first} ({detour})";
        return new Findings(ties, first, unaccounted);
    }

    public override Tensor BeforeLayer(TrackedLayer layer, Tensor input)
    {
        if (layer.Rule is LoopRule) _generator = get_rng_state();
        return base.BeforeLayer(layer, input);
    }

    public override Tensor AfterLayer(TrackedLayer layer, Tensor input, Tensor output)
    {
        if (layer.Rule is LoopRule && !get_rng_state().equal(_generator!).all().ToBoolean()) _random ??= layer;
        Note(layer, input, output);
        if (layer.Rule is FunctionRule rule && input.shape[0] == Batch.Size && !rule.Gives(input.detach(), output.detach()))
            _misruled ??= layer;
        return base.AfterLayer(layer, input, output);
    }

    private void Note(TrackedLayer layer, Tensor input, Tensor output)
    {
        foreach (var tensor in new[] { input, output })
            _numbers.Add((layer, tensor.detach().DetachFromDisposeScope(), tensor.detach().clone().DetachFromDisposeScope()));
    }

    public override void Backward(IForwardPass scaleFrom, Tensor? penalty = null) =>
        throw new NotSupportedException("An examination has no direction.");

    public override void Dispose()
    {
        foreach (var (_, after, then) in _numbers)
        {
            after.Dispose();
            then.Dispose();
        }

        base.Dispose();
    }

    /// <summary>
    /// Whether the model with modules that are computed out of parts has other logits than as it is, both without dropout.
    /// </summary>
    private static bool ComposesOtherwise(PassContext context, Batch few)
    {
        if (context.Structure.Compositions.Count == 0) return false;
        using var mode = context.Evaluate();
        using var composed = new ExaminationPass(context, few);
        var plain = context.RunModel(few.Inputs.detach().clone());
        var difference = (plain - composed.Logits).norm().ToDouble();
        return !(difference <= (plain.dtype == ScalarType.Float64 ? 1e-9 : 1e-3) * plain.norm().ToDouble());
    }

    private static ShiftedWeights RandomlyDisplaced(IReadOnlyList<Parameter> parameters, Generator generator) => new(
        parameters,
        [.. parameters.Select(parameter => RandomLike(parameter, generator))],
        Displacement * Math.Sqrt(parameters.Sum(parameter => parameter.numel())));

    private static Tensor RandomLike(Tensor tensor, Generator generator) =>
        randn(tensor.shape, generator: generator).to(tensor.dtype, tensor.device);

    /// <summary>Whether the logits of the first example, or of the last one, depend on another.</summary>
    private bool TiesExamples(Tensor? leaf, Tensor upstream)
    {
        // Tokens have no gradient; what the layers make of them has.
        Tensor[] examples = leaf is not null
            ? [leaf]
            : [.. Recorded.Select(call => call.Output).Where(output => output.shape[0] == Batch.Size)];
        foreach (var example in new[] { 0L, Batch.Size - 1L })
        {
            var others = arange(Batch.Size, device: upstream.device) != example;
            var gradients = PassContext.Differentiate(Graph, upstream * ~others.unsqueeze(1), examples, retainGraph: true);
            if (gradients.OfType<Tensor>().Any(gradient => gradient[others].count_nonzero().ToInt64() > 0)) return true;
        }

        return false;
    }

    private string? FindElsewhere() => Recorded.FirstOrDefault(call => call.Output.shape[0] != Batch.Size) is { } call
        ? $"the {call.Layer.Description} does not have the examples in its first dimension"
        : null;

    /// <summary>
    /// A layer some of whose first rows are another example's: several sequences of each example, one example's not after the other, or a
    /// first dimension that has as many rows by chance.
    /// </summary>
    private string? FindForeign(Tensor upstream)
    {
        if (Context.Structure.IsMapped || Recorded.Count == 0) return null;
        Tensor[] outputs = [.. Recorded.Select(call => call.Output)];
        foreach (var example in new[] { 0L, Batch.Size - 1L })
        {
            var isOwn = (arange(Batch.Size, device: upstream.device) == example).unsqueeze(1);
            var gradients = PassContext.Differentiate(Graph, upstream * isOwn, outputs, retainGraph: true);
            foreach (var (call, gradient) in Recorded.Zip(gradients))
            {
                if (gradient is null || gradient.shape[0] != Batch.Size) continue;
                using var foreign = gradient[arange(Batch.Size, device: gradient.device) != example];
                if (foreign.count_nonzero().ToInt64() > 0)
                    return $"the {call.Layer.Description} has the examples in another order than its first dimension";
            }
        }

        return null;
    }

    /// <summary>Whether the plain model, run on each example, has other logits. Unknown where it is random.</summary>
    private bool DiffersAlone()
    {
        random.manual_seed(Context.Seed).Dispose();
        var state = get_rng_state();
        var singles = new Tensor[Batch.Size];
        for (var example = 0; example < singles.Length; example++)
        {
            singles[example] = Context.RunModel(Batch.Inputs.narrow(0, example, 1).clone());
            // The model's seed is that of each run.
            if (!get_rng_state().equal(state).all().ToBoolean()) return false;
        }

        var difference = (cat(singles) - Logits).norm().ToDouble();
        return !(difference <= (Logits.dtype == ScalarType.Float64 ? 1e-9 : 1e-3) * Logits.norm().ToDouble());
    }

    private string? FindMisruled() =>
        _misruled is { } layer ? $"the rule of the {layer.Description} gives another output than the layer" : null;

    // Alone it would draw other numbers than in the batch.
    private string? FindRandom() => _random is { } layer ? $"the {layer.Description} has no rule and draws random numbers" : null;

    private string? FindInPlace() =>
        _numbers.FirstOrDefault(numbers => !numbers.After.equal(numbers.Then).all().ToBoolean()).Layer is { } layer
        ? $"what the {layer.Description} takes or returns is changed in place"
        : null;

    private IEnumerable<Parameter> FindUnaccountedParameters(Tensor upstream)
    {
        var byRules = new Dictionary<Parameter, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var calls in DifferentiatedCalls(upstream, retainGraph: true))
            foreach (var (parameter, gradient) in calls.Key.Rule.BatchGradients([.. calls]))
                byRules[parameter] = byRules.TryGetValue(parameter, out var others) ? others + gradient : gradient;

        var expected = Context.ParameterGradients(Graph, upstream, retainGraph: false);
        // Relative to the parameter's own gradient, but for rounding.
        var (tolerance, rounding) = Logits.dtype == ScalarType.Float64 ? (1e-8, 1e-12) : (1e-3, 1e-6);
        var all = expected.OfType<Tensor>().Sum(gradient => gradient.norm().ToDouble());
        foreach (var ((_, parameter), gradient) in Context.Structure.Parameters.Zip(expected))
        {
            var norm = gradient?.norm().ToDouble() ?? 0;
            var difference = (gradient ?? zeros_like(parameter)) - byRules.GetValueOrDefault(parameter, zeros_like(parameter));
            // Also where it is not a number.
            if (!(difference.norm().ToDouble() <= (tolerance * norm) + (rounding * all)))
                yield return parameter;
        }
    }
}
