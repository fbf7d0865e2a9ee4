namespace SamHost.Contracts.Training;

/// <summary>
/// A metric component: a number for each evaluation of a run, such as the calibration error on the test examples. It is a column of
/// <c>metrics.csv</c>, a figure of the report and a gauge of the telemetry. One instance serves one run.
/// </summary>
public interface IMetric
{
    /// <summary>
    /// The name of the column: lower case letters, digits and underscores, such as <c>calibration_error</c>. No other column of the run has
    /// it.
    /// </summary>
    string Name { get; }

    /// <summary>The unit, in the notation of UCUM: <c>1</c> for a number or a share without one, <c>s</c> for seconds.</summary>
    string Unit => "1";

    /// <summary>Measures. Called once an evaluation, with gradients off and the model in evaluation mode.</summary>
    /// <param name="evaluated">What the model gave for the data; borrowed.</param>
    /// <returns>The number; null where there is none, as for a share of no examples.</returns>
    double? Measure(EvaluatedModel evaluated);
}
