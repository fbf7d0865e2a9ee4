using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Studies.Folds;

/// <summary>
/// One fold of a cross-validation (section <c>Study:Fold</c>): a run trains on the others, tests on this one, and keeps what it predicts of
/// its examples. <c>samhost suspects --folds</c> writes such studies.
/// </summary>
public sealed class FoldOptions : IValidatableObject
{
    [Description("How many folds the examples are divided into, each class evenly.")]
    [Range(2, 100)]
    public int Count { get; set; } = 5;

    [Description("The fold that tests, from 0; null is each of them in a run of its own, so that every example is predicted once.")]
    [Range(0, 99)]
    public int? Index { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Index >= Count)
            yield return new ValidationResult($"Index is {Index}; with {Count} folds it goes from 0 to {Count - 1}.", [nameof(Index)]);
    }
}
