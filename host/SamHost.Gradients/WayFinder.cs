using System.Runtime.InteropServices;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Plugins;
using SamHost.Gradients.Layers;
using SamHost.Gradients.Passes;
using TorchSharp.Modules;

namespace SamHost.Gradients;

/// <summary>
/// Finds the cheapest way in which a model's gradients are exact: the layers' rules alone; each example with its own of the parameters that
/// the rules do not account for; or the loop over single examples.
/// </summary>
/// <param name="structure">The model.</param>
/// <param name="context">The engine's.</param>
/// <param name="canExpand">Whether libtorch has what expansion needs; asked where a model would need it.</param>
internal sealed class WayFinder(ModelStructure structure, PassContext context, Func<bool> canExpand)
{
    // One expansion shows what another layer hides.
    private const int MostAttempts = 3;

    /// <summary>Expands parameters of the model as far as need be.</summary>
    /// <param name="batch">The first batch.</param>
    /// <param name="findings">What its first examples showed with the rules alone.</param>
    /// <param name="budget">The memory that a step's gradients may take, in bytes.</param>
    /// <returns>Why only the loop is left, as the beginning of a sentence; null where it is not needed.</returns>
    public string? Find(Batch batch, ExaminationPass.Findings findings, long budget)
    {
        var odd = structure.Odd.Count > 0 ? $"the {structure.Odd[0].Description} has no fast rule" : null;
        var reason = odd ?? findings.Unaccounted;
        Parameter[] unknown = [.. structure.Layers.Where(layer => layer.Rule is LoopRule && !IsNative(layer))
            .SelectMany(layer => layer.Module!.parameters().Where(parameter => parameter.requires_grad))];
        if (reason is null && unknown.Length == 0) return null;
        if (!canExpand()) return reason is null ? null : $"{reason} without vmap, which this libtorch does not have";
        if (TryExpand([.. structure.Odd.Select(one => one.Parameter), .. findings.Parameters, .. unknown], batch, budget)) return null;
        structure.Contract();
        return reason;
    }

    private bool TryExpand(IEnumerable<Parameter> parameters, Batch batch, long budget)
    {
        var next = parameters;
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var before = (structure.IsMapped, structure.Expanded.Count);
            structure.Expand(next);
            // Without anything new the outcome would be the same.
            if (before == (structure.IsMapped, structure.Expanded.Count)) return false;
            // What each example has of its own is held three times.
            var bytes = structure.Expanded.Sum(one => one.Parameter.numel() * one.Parameter.element_size());
            if (3 * bytes * batch.Size > budget) return false;
            if (Examine(batch) is not { } findings) return false;
            if (findings.Unaccounted is null) return true;
            next = findings.Parameters;
        }

        return false;
    }

    /// <summary>What a model shows with its expansions; null where it does what cannot be done for each example by itself.</summary>
    private ExaminationPass.Findings? Examine(Batch batch)
    {
        try
        {
            return ExaminationPass.Examine(context, batch);
        }
        catch (Exception error) when (error is ExternalException or ComponentException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    // Native objects hold their parameters themselves.
    private static bool IsNative(TrackedLayer layer) => layer.Module!.GetType().Assembly == typeof(Linear).Assembly;
}
