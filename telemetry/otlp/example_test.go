package otlp_test

import (
	"fmt"

	"github.com/bespoke-cv/bespoke/telemetry/otlp"
)

// The variables are those of every OpenTelemetry SDK.
func ExampleFromEnv() {
	config, err := otlp.FromEnv(func(name string) string {
		return map[string]string{
			"OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector.example:4318", "OTEL_EXPORTER_OTLP_HEADERS": "api-key=1234",
		}[name]
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(config.Traces, config.Metrics, config.Header)
	config, err = otlp.FromEnv(func(string) string { return "" })
	fmt.Println(config == nil, err)
	// Output:
	// https://collector.example:4318/v1/traces https://collector.example:4318/v1/metrics map[Api-Key:[1234]]
	// true <nil>
}
