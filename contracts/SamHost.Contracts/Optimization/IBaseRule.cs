namespace SamHost.Contracts.Optimization;

/// <summary>
/// The update rule that follows a direction, such as SGD with momentum or AdamW, under its learning-rate schedule. Weight decay
/// and momentum belong here, outside the perturbation.
/// </summary>
public interface IBaseRule
{
    /// <summary>The learning rate of the current step.</summary>
    double LearningRate { get; }

    /// <summary>Updates the trainable parameters from their <c>grad</c>. Call it once a step.</summary>
    void Step();
}
