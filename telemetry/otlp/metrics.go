package otlp

import (
	"context"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/attribute"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	metricspb "go.opentelemetry.io/proto/otlp/metrics/v1"
	resourcepb "go.opentelemetry.io/proto/otlp/resource/v1"
)

// Metrics sends metrics to the collector, cumulative ones: sums, gauges and
// histograms with fixed bounds.
func Metrics(config Config) sdkmetric.Exporter { return metrics{config} }

type metrics struct{ config Config }

func (metrics) Temporality(kind sdkmetric.InstrumentKind) metricdata.Temporality {
	return sdkmetric.DefaultTemporalitySelector(kind)
}

func (metrics) Aggregation(kind sdkmetric.InstrumentKind) sdkmetric.Aggregation {
	return sdkmetric.DefaultAggregationSelector(kind)
}

// Export sends an ExportMetricsServiceRequest, whose only field is that of
// MetricsData.
func (m metrics) Export(ctx context.Context, collected *metricdata.ResourceMetrics) error {
	made := &metricspb.ResourceMetrics{
		Resource: &resourcepb.Resource{Attributes: attributes(*collected.Resource.Set())}, SchemaUrl: collected.Resource.SchemaURL(),
	}
	for _, scope := range collected.ScopeMetrics {
		in := &metricspb.ScopeMetrics{Scope: &commonpb.InstrumentationScope{Name: scope.Scope.Name, Version: scope.Scope.Version}}
		for _, metric := range scope.Metrics {
			message := &metricspb.Metric{Name: metric.Name, Description: metric.Description, Unit: metric.Unit}
			if err := fill(message, metric.Data); err != nil {
				return fmt.Errorf("metric %s: %w", metric.Name, err)
			}
			in.Metrics = append(in.Metrics, message)
		}
		made.ScopeMetrics = append(made.ScopeMetrics, in)
	}
	return m.config.post(ctx, m.config.Metrics, &metricspb.MetricsData{ResourceMetrics: []*metricspb.ResourceMetrics{made}})
}

func (metrics) ForceFlush(context.Context) error { return nil }
func (metrics) Shutdown(context.Context) error   { return nil }

func fill(message *metricspb.Metric, data metricdata.Aggregation) error {
	switch data := data.(type) {
	case metricdata.Sum[int64]:
		message.Data = &metricspb.Metric_Sum{Sum: sum(data)}
	case metricdata.Sum[float64]:
		message.Data = &metricspb.Metric_Sum{Sum: sum(data)}
	case metricdata.Gauge[int64]:
		message.Data = &metricspb.Metric_Gauge{Gauge: &metricspb.Gauge{DataPoints: numbers(data.DataPoints)}}
	case metricdata.Gauge[float64]:
		message.Data = &metricspb.Metric_Gauge{Gauge: &metricspb.Gauge{DataPoints: numbers(data.DataPoints)}}
	case metricdata.Histogram[int64]:
		message.Data = &metricspb.Metric_Histogram{Histogram: histogram(data)}
	case metricdata.Histogram[float64]:
		message.Data = &metricspb.Metric_Histogram{Histogram: histogram(data)}
	default:
		return fmt.Errorf("%T is not sent", data)
	}
	return nil
}

func sum[N int64 | float64](data metricdata.Sum[N]) *metricspb.Sum {
	return &metricspb.Sum{
		DataPoints: numbers(data.DataPoints), IsMonotonic: data.IsMonotonic, AggregationTemporality: temporality(data.Temporality),
	}
}

func temporality(t metricdata.Temporality) metricspb.AggregationTemporality {
	if t == metricdata.DeltaTemporality {
		return metricspb.AggregationTemporality_AGGREGATION_TEMPORALITY_DELTA
	}
	return metricspb.AggregationTemporality_AGGREGATION_TEMPORALITY_CUMULATIVE
}

func numbers[N int64 | float64](points []metricdata.DataPoint[N]) []*metricspb.NumberDataPoint {
	made := make([]*metricspb.NumberDataPoint, len(points))
	for i, point := range points {
		made[i] = &metricspb.NumberDataPoint{
			Attributes: attributes(point.Attributes), StartTimeUnixNano: nanoseconds(point.StartTime), TimeUnixNano: nanoseconds(point.Time),
		}
		switch value := any(point.Value).(type) {
		case int64:
			made[i].Value = &metricspb.NumberDataPoint_AsInt{AsInt: value}
		case float64:
			made[i].Value = &metricspb.NumberDataPoint_AsDouble{AsDouble: value}
		}
	}
	return made
}

func histogram[N int64 | float64](data metricdata.Histogram[N]) *metricspb.Histogram {
	made := &metricspb.Histogram{AggregationTemporality: temporality(data.Temporality)}
	for _, point := range data.DataPoints {
		sum := float64(point.Sum)
		message := &metricspb.HistogramDataPoint{
			Attributes: attributes(point.Attributes), StartTimeUnixNano: nanoseconds(point.StartTime), TimeUnixNano: nanoseconds(point.Time),
			Count: point.Count, Sum: &sum, BucketCounts: point.BucketCounts, ExplicitBounds: point.Bounds,
			Min: extreme(point.Min), Max: extreme(point.Max),
		}
		made.DataPoints = append(made.DataPoints, message)
	}
	return made
}

func extreme[N int64 | float64](e metricdata.Extrema[N]) *float64 {
	value, defined := e.Value()
	if !defined {
		return nil
	}
	number := float64(value)
	return &number
}

func nanoseconds(t time.Time) uint64 {
	if t.IsZero() {
		return 0
	}
	return uint64(t.UnixNano())
}

// attributes writes strings, booleans and numbers; lists are written as text.
func attributes(set attribute.Set) []*commonpb.KeyValue {
	made := make([]*commonpb.KeyValue, 0, set.Len())
	for _, kv := range set.ToSlice() {
		value := &commonpb.AnyValue{}
		switch kv.Value.Type() {
		case attribute.BOOL:
			value.Value = &commonpb.AnyValue_BoolValue{BoolValue: kv.Value.AsBool()}
		case attribute.INT64:
			value.Value = &commonpb.AnyValue_IntValue{IntValue: kv.Value.AsInt64()}
		case attribute.FLOAT64:
			value.Value = &commonpb.AnyValue_DoubleValue{DoubleValue: kv.Value.AsFloat64()}
		default:
			value.Value = &commonpb.AnyValue_StringValue{StringValue: kv.Value.String()}
		}
		made = append(made, &commonpb.KeyValue{Key: string(kv.Key), Value: value})
	}
	return made
}
