namespace SamHost.Contracts.Optimization;

/// <summary>
/// What the options of an optimizer implement where it perturbs the weights. Manifest and traces then hold the radius, and reports compare
/// the optimizer with one of its study that perturbs nothing.
/// </summary>
public interface IPerturbation
{
    /// <summary>The perturbation radius rho, in the norm of the weights.</summary>
    double Rho { get; }
}
